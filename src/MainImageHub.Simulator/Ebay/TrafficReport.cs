using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Ebay;

/// <summary><c>getTrafficReport</c> of the Analytics API 1.3.2: one total per listing over the whole range, or per day over all listings.</summary>
internal sealed partial class TrafficReport(SimulatedWorld world, Shoppers shoppers)
{
    private const int MostListings = 200;
    private const int LongestSpanDays = 90;
    private const int KeptDays = 730;

    // Beside search, a little is seen in the seller's store.
    private const double StoreShare = 0.03;

    private static readonly TimeZoneInfo Pacific = TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles");

    private static readonly Dictionary<string, Func<DayFigures, double>> Metrics = new(StringComparer.OrdinalIgnoreCase)
    {
        ["CLICK_THROUGH_RATE"] = f => f.Impressions == 0 ? 0 : Math.Round((double)f.Clicks / f.Impressions, 4),
        ["LISTING_IMPRESSION_SEARCH_RESULTS_PAGE"] = f => f.Impressions,
        ["LISTING_IMPRESSION_STORE"] = f => InStore(f.Impressions),
        ["LISTING_IMPRESSION_TOTAL"] = f => f.Impressions + InStore(f.Impressions),
        ["LISTING_VIEWS_SOURCE_DIRECT"] = f => Math.Max(0, f.PageViews - f.Clicks - InStore(f.Clicks)),
        ["LISTING_VIEWS_SOURCE_OFF_EBAY"] = _ => 0,
        ["LISTING_VIEWS_SOURCE_OTHER_EBAY"] = _ => 0,
        ["LISTING_VIEWS_SOURCE_SEARCH_RESULTS_PAGE"] = f => f.Clicks,
        ["LISTING_VIEWS_SOURCE_STORE"] = f => InStore(f.Clicks),
        ["LISTING_VIEWS_TOTAL"] = f => Math.Max(f.PageViews, f.Clicks + InStore(f.Clicks)),
        ["SALES_CONVERSION_RATE"] = f => f.PageViews == 0 ? 0 : Math.Round((double)f.Orders / f.PageViews, 4),
        ["TOTAL_IMPRESSION_TOTAL"] = f => f.Impressions + InStore(f.Impressions),
        ["TRANSACTION"] = f => f.Orders,
    };

    public Task<IResult> GetAsync(EbayCall call) => Task.FromResult(Answer(call));

    private IResult Answer(EbayCall call)
    {
        if (call.Query("dimension") is not ("LISTING" or "DAY"))
        {
            return No(50001, "Invalid dimension specified. For help, see the documentation.");
        }

        var metrics = (call.Query("metric") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).ToList();
        if (metrics.Count == 0 || metrics.Find(m => !Metrics.ContainsKey(m)) is not null)
        {
            return metrics.Count == 0 ? No(50008, "The call requires at least one metric. For help, see the documentation.")
                : No(50002, $"Invalid metric {metrics.Find(m => !Metrics.ContainsKey(m))} specified. For help, see the documentation.");
        }

        if (call.Query("filter") is not { Length: > 0 } filter)
        {
            return No(50005, "No filter is specified, which is required. For help, see the documentation.");
        }

        if (Filter.Matches(filter) is var parts && string.Join(',', parts.Select(p => p.Value)) != filter)
        {
            return No(50021, $"Invalid filter field {filter} specified.");
        }

        var fields = parts.ToDictionary(p => p.Groups["name"].Value, p => p.Groups["value"].Value, StringComparer.Ordinal);
        if (Site(fields.GetValueOrDefault("marketplace_ids")) is not { } site)
        {
            return No(50023, $"The marketplace ID {fields.GetValueOrDefault("marketplace_ids")} is not supported by this call. For help, see the documentation.");
        }

        if (!TryRange(fields.GetValueOrDefault("date_range"), out var from, out var to))
        {
            return No(50033, $"Invalid date range filter format {fields.GetValueOrDefault("date_range")}.");
        }

        return Wrong(from, to) ?? Report(call, site, fields.GetValueOrDefault("listing_ids"), metrics, from, to);
    }

    private IResult? Wrong(DateOnly from, DateOnly to)
    {
        var today = DateOnly.FromDateTime(world.Clock.Now.UtcDateTime);
        return from > to ? No(50003, "Invalid date range. End date must be before or equal to start date.")
            : from > today ? No(50018, "Neither the start date nor the end date can be in the future.")
            : from < today.AddDays(-KeptDays) ? No(50025, $"The start date is too far in the past. The start date must be less than or equal to {KeptDays}.")
            : to.DayNumber - from.DayNumber >= LongestSpanDays ? No(50026, $"The date range is too long. The date range must be less than or equal to {LongestSpanDays}.")
            : !shoppers.IsReported(from) ? No(50037, "The Metric LISTING_VIEWS_TOTAL does not have data available for the requested date range.")
            : null;
    }

    private IResult Report(EbayCall call, EbaySite site, string? listingIds, List<string> metrics, DateOnly from, DateOnly to)
    {
        List<Listing> listings;
        lock (world.Gate)
        {
            listings = [.. world.Listings.Where(l => l.Key.Marketplace == EbayAccounts.Name && l.Key.Seller == call.Seller && l.Key.Site == site.Code && !l.Deleted).OrderBy(l => l.ExternalId, StringComparer.Ordinal)];
        }

        if (listingIds is not null)
        {
            var ids = listingIds.Split('|', StringSplitOptions.RemoveEmptyEntries);
            if (ids.Length is 0 or > MostListings)
            {
                return ids.Length == 0 ? No(50027, "The 'listing_id' value is empty.") : No(50028, $"The maximum number of listing IDs has been exceeded. The maximum number of listing IDs is {MostListings}.");
            }

            if (ids.FirstOrDefault(id => !listings.Exists(l => l.ExternalId == id)) is { } unknown)
            {
                return EbayErrors.Of(400, 50030, $"Data for the listing ID {unknown} could not be found.", ("listingId", unknown));
            }

            listings = listings.FindAll(l => ids.Contains(l.ExternalId, StringComparer.Ordinal));
        }

        var last = to;
        while (!shoppers.IsReported(last))
        {
            last = last.AddDays(-1);
        }

        var rows = call.Query("dimension") == "LISTING"
            ? listings.Select(l => (Key: l.ExternalId, Figures: shoppers.Days(l, from, last))).ToList()
            : [.. Enumerable.Range(0, last.DayNumber - from.DayNumber + 1).Select(from.AddDays).Select(day => ($"{day:yyyyMMdd}", listings.Select(l => shoppers.Day(l, day)).Aggregate(default(DayFigures), (a, b) => a + b)))];
        if (call.Query("sort")?.TrimStart('-') is { Length: > 0 } sort)
        {
            if (!metrics.Contains(sort, StringComparer.OrdinalIgnoreCase))
            {
                return No(50035, "Requested sort field is not part of the list of metrics requested.");
            }

            rows = [.. call.Query("sort")!.StartsWith('-') ? rows.OrderByDescending(r => Metrics[sort](r.Figures)) : rows.OrderBy(r => Metrics[sort](r.Figures))];
        }

        return Results.Json(new JsonObject
        {
            ["header"] = new JsonObject
            {
                ["dimensionKeys"] = new JsonArray(new JsonObject { ["key"] = call.Query("dimension") == "LISTING" ? "LISTING_ID" : "DAY", ["localizedName"] = call.Query("dimension"), ["dataType"] = "STRING" }),
                ["metrics"] = new JsonArray([.. metrics.Select(m => new JsonObject { ["key"] = m.ToUpperInvariant(), ["localizedName"] = m, ["dataType"] = "NUMBER" })]),
            },
            ["records"] = new JsonArray([.. rows.Take(MostListings).Select(r => new JsonObject
            {
                ["dimensionValues"] = new JsonArray(Value(r.Key)),
                ["metricValues"] = new JsonArray([.. metrics.Select(m => Value(Metrics[m](r.Figures)))]),
            })]),
            ["startDate"] = Instant(from),
            ["endDate"] = Instant(last),
            ["lastUpdatedDate"] = Instant(LastReported().AddDays(1)),
        });
    }

    /// <summary>Up to the beginning of the day after it, by the Pacific clock that eBay's own days go by.</summary>
    private DateOnly LastReported()
    {
        var day = DateOnly.FromDateTime(world.Clock.Now.UtcDateTime);
        while (!shoppers.IsReported(day))
        {
            day = day.AddDays(-1);
        }

        return day;
    }

    private static string Instant(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(local, Pacific.GetUtcOffset(local)).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
    }

    private static EbaySite? Site(string? marketplaceId) => EbaySite.TryByMarketplaceId(marketplaceId, out var site) && site.HasTraffic ? site : null;

    /// <summary>Two dates, or two instants of which only the dates count: times are dropped, and days here are UTC days.</summary>
    private static bool TryRange(string? text, out DateOnly from, out DateOnly to)
    {
        to = default;
        from = default;
        return text?.Split("..") is [var first, var last] && TryDay(first, out from) && TryDay(last, out to);

        static bool TryDay(string text, out DateOnly day)
        {
            if (DateOnly.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day))
            {
                return true;
            }

            var isInstant = DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant);
            day = DateOnly.FromDateTime(instant.DateTime);
            return isInstant;
        }
    }

    private static JsonObject Value(JsonNode value) => new() { ["value"] = value, ["applicable"] = true };

    private static int InStore(int count) => (int)Math.Round(count * StoreShare);

    private static IResult No(int id, string message) => EbayErrors.Of(400, id, message);

    [GeneratedRegex(@"(?<name>marketplace_ids|date_range|listing_ids):(\{(?<value>[^{}]*)\}|\[(?<value>[^\[\]]*)\])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Filter { get; }
}
