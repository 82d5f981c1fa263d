using System.Text;
using System.Text.Json.Nodes;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Amazon;

/// <summary>Listings Items 2021-08-01, reading.</summary>
internal sealed class ListingsApi(SimulatedWorld world, AmazonCatalogue catalogue, AmazonItems items)
{
    private static readonly string[] Parts = ["summaries", "attributes", "issues", "offers", "fulfillmentAvailability", "procurement", "relationships", "productTypes"];

    public Task<IResult> GetAsync(AmazonCall call)
    {
        if (Problem(call, out var site, out var parts) is { } problem)
        {
            return Task.FromResult(problem);
        }

        lock (world.Gate)
        {
            return Task.FromResult(catalogue.Find(call.Route("sellerId"), site, call.Route("sku")) is { } listing
                ? Results.Json(items.Item(call.Http, listing, site, parts))
                : AmazonErrors.Answer(404, "NOT_FOUND", $"SKU '{call.Route("sku")}' not found in marketplace {site.MarketplaceId}"));
        }
    }

    public Task<IResult> SearchAsync(AmazonCall call)
    {
        if (Problem(call, out var site, out var parts) is { } problem)
        {
            return Task.FromResult(problem);
        }

        var identifiers = call.QueryList("identifiers");
        var identifiersType = call.Query("identifiersType");
        var pageSize = int.TryParse(call.Query("pageSize") ?? "10", out var asked) && asked is >= 1 and <= 20 ? asked : 0;
        if (pageSize == 0 || identifiers.Count > 20 || (identifiers.Count > 0 && identifiersType is null) || !TryReadToken(call.Query("pageToken"), out var offset))
        {
            return Task.FromResult(AmazonErrors.InvalidInput("Invalid 'pageSize', 'pageToken', 'identifiers' or 'identifiersType'."));
        }

        lock (world.Gate)
        {
            var seller = call.Route("sellerId");
            var listings = catalogue.Of(seller, site);
            if (identifiersType == "SKU")
            {
                // Being asked for by name is a first contact, too.
                listings = [.. listings.Union(identifiers.Select(sku => catalogue.Find(seller, site, sku)).OfType<Listing>())];
            }

            var found = Filter(call, listings, identifiers, identifiersType);
            var page = Sort(call, found).Skip(offset).Take(pageSize).ToList();
            var answer = new JsonObject
            {
                ["numberOfResults"] = found.Count,
                ["items"] = new JsonArray([.. page.Select(l => items.Item(call.Http, l, site, parts))]),
            };
            var pagination = new JsonObject();
            if (offset + page.Count < found.Count)
            {
                pagination["nextToken"] = Token(offset + page.Count);
            }

            if (offset > 0)
            {
                pagination["previousToken"] = Token(Math.Max(0, offset - pageSize));
            }

            answer["pagination"] = pagination;
            return Task.FromResult(Results.Json(answer));
        }
    }

    private List<Listing> Filter(AmazonCall call, IReadOnlyList<Listing> listings, IReadOnlyList<string> identifiers, string? identifiersType)
    {
        var withStatus = call.QueryList("withStatus");
        var withoutStatus = call.QueryList("withoutStatus");
        var severities = call.QueryList("withIssueSeverity");
        return
        [
            .. listings.Where(l => identifiers.Count == 0 || identifiers.Contains(identifiersType == "ASIN" ? l.ExternalId : l.Key.Sku, StringComparer.Ordinal))
                .Where(l => withStatus.All(s => Has(l, s)) && !withoutStatus.Any(s => Has(l, s)))
                .Where(l => severities.Count == 0 || l.Refusals.Count > 0 || (l.Hidden && severities.Contains("ERROR", StringComparer.Ordinal))),
        ];
    }

    private static bool Has(Listing listing, string status) => AmazonItems.Status(listing).Any(s => (string?)s == status);

    private static IEnumerable<Listing> Sort(AmazonCall call, IEnumerable<Listing> listings)
    {
        var sorted = call.Query("sortBy") switch
        {
            "sku" => listings.OrderBy(l => l.Key.Sku, StringComparer.Ordinal),
            "createdDate" => listings.OrderBy(l => l.Created).ThenBy(l => l.Key.Sku, StringComparer.Ordinal),
            _ => listings.OrderBy(l => l.Updated).ThenBy(l => l.Key.Sku, StringComparer.Ordinal),
        };
        return call.Query("sortOrder") == "ASC" ? sorted : sorted.Reverse();
    }

    private static IResult? Problem(AmazonCall call, out AmazonSite site, out IReadOnlyList<string> parts)
    {
        parts = call.QueryList("includedData") is { Count: > 0 } asked ? asked : ["summaries"];
        if (call.QueryList("marketplaceIds") is not [var id] || !AmazonSite.TryByMarketplaceId(id, out var found))
        {
            site = null!;
            return AmazonErrors.InvalidInput("'marketplaceIds' must name exactly one Amazon marketplace.");
        }

        site = found;
        return parts.FirstOrDefault(p => !Parts.Contains(p, StringComparer.Ordinal)) is { } unknown
            ? AmazonErrors.InvalidInput($"'{unknown}' is not a value of 'includedData'.")
            : null;
    }

    private static string Token(int offset) => Convert.ToBase64String(Encoding.ASCII.GetBytes(FormattableString.Invariant($"offset:{offset}")));

    private static bool TryReadToken(string? token, out int offset)
    {
        offset = 0;
        var bytes = new byte[64];
        return token is null
            || (Convert.TryFromBase64String(token, bytes, out var length)
                && Encoding.ASCII.GetString(bytes, 0, length) is var text && text.StartsWith("offset:", StringComparison.Ordinal)
                && int.TryParse(text["offset:".Length..], out offset) && offset >= 0);
    }
}
