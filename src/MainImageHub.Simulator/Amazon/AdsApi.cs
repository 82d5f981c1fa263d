using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Amazon;

/// <summary>Amazon Ads: profiles, and the v3 report <c>spAdvertisedProduct</c>, the only source of impressions, clicks and spend per day.</summary>
internal sealed class AdsApi(SimulatedWorld world, ReportDesk desk, AmazonTokens tokens, AmazonLinks links, Shoppers shoppers)
{
    private const string Type = "spAdvertisedProduct";
    private const int LongestSpanDays = 31;
    private const int KeptDays = 95;

    private static readonly HashSet<string> Columns = new(StringComparer.Ordinal)
    {
        "date", "startDate", "endDate", "campaignId", "campaignName", "campaignStatus", "campaignBudgetCurrencyCode", "adGroupId", "adGroupName", "adId", "portfolioId",
        "advertisedAsin", "advertisedSku", "impressions", "clicks", "cost", "spend", "costPerClick", "clickThroughRate",
        "purchases1d", "purchases7d", "purchases14d", "purchases30d", "unitsSoldClicks1d", "unitsSoldClicks7d", "unitsSoldClicks14d", "unitsSoldClicks30d",
        "sales1d", "sales7d", "sales14d", "sales30d", "acosClicks7d", "acosClicks14d", "roasClicks7d", "roasClicks14d",
    };

    public Task<IResult> ProfilesAsync(AmazonCall call) =>
        Task.FromResult(Results.Json(new JsonArray([.. Profiles(call).Select(p => new JsonObject
        {
            ["profileId"] = p.Id,
            ["countryCode"] = p.Site.Code,
            ["currencyCode"] = p.Site.Currency,
            ["timezone"] = "UTC",
            ["accountInfo"] = new JsonObject { ["marketplaceStringId"] = p.Site.MarketplaceId, ["id"] = p.Seller, ["type"] = "seller", ["name"] = p.Seller, ["validPaymentMethod"] = true },
        })])));

    public Task<IResult> CreateAsync(AmazonCall call)
    {
        if (Scope(call) is not { } profile)
        {
            return Error(401, "UNAUTHORIZED", "Not authorized to access scope");
        }

        var body = call.JsonBody();
        var configuration = body?["configuration"] as JsonObject;
        var columns = (configuration?["columns"] as JsonArray)?.Select(c => (string?)c ?? "").ToList() ?? [];
        var timeUnit = (string?)configuration?["timeUnit"];
        if ((string?)configuration?["reportTypeId"] != Type || (string?)configuration["adProduct"] != "SPONSORED_PRODUCTS" || (string?)configuration["format"] != "GZIP_JSON"
            || timeUnit is not ("DAILY" or "SUMMARY"))
        {
            return Error(400, "400", $"configuration must be of report type {Type}, ad product SPONSORED_PRODUCTS, format GZIP_JSON, time unit DAILY or SUMMARY.");
        }

        if (columns.Count == 0 || columns.FirstOrDefault(c => !Columns.Contains(c)) is { } || columns.Contains("date", StringComparer.Ordinal) != (timeUnit == "DAILY"))
        {
            return Error(400, "400", $"configuration columns includes invalid values: ({string.Join(", ", columns.Where(c => !Columns.Contains(c)))}). 'date' goes with DAILY only.");
        }

        if (!ReportDesk.TryReadDay((string?)body!["startDate"], out var from) || !ReportDesk.TryReadDay((string?)body["endDate"], out var to) || to < from
            || to.DayNumber - from.DayNumber >= LongestSpanDays || from < DateOnly.FromDateTime(world.Clock.Now.UtcDateTime).AddDays(-KeptDays))
        {
            return Error(400, "400", $"startDate and endDate must span at most {LongestSpanDays} days within the last {KeptDays}.");
        }

        var report = new AmazonReport(ReportDesk.NewId(), Type, [profile.Seller], profile.Site.Code, from, to,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["columns"] = string.Join(',', columns), ["timeUnit"] = timeUnit, ["name"] = (string?)body["name"] ?? "" }, world.Clock.RealNow);
        desk.File(report);
        return Task.FromResult(Results.Json(Describe(call, report)));
    }

    public Task<IResult> GetAsync(AmazonCall call) => desk.Find(call.Route("reportId")) is { Kind: Type } report
        ? Task.FromResult(Results.Json(Describe(call, report)))
        : Error(404, "404", "Report not found.");

    public Task<IResult> DownloadAsync(string reportId) => desk.Find(reportId) is { Kind: Type } report && desk.StageOf(report) == ReportStage.Done
        ? Task.FromResult(Results.Bytes(ReportsApi.Gzip(JsonSerializer.SerializeToUtf8Bytes(Rows(report))), "application/octet-stream"))
        : Task.FromResult(Results.NotFound());

    private JsonArray Rows(AmazonReport report)
    {
        var columns = report.Options["columns"].Split(',');
        JsonArray rows = [];
        foreach (var listing in desk.ListingsOf(report))
        {
            if (report.Options["timeUnit"] == "SUMMARY")
            {
                rows.Add(Row(listing, report.From, report.To, shoppers.Days(listing, report.From, report.To), columns));
                continue;
            }

            for (var day = report.From; day <= report.To && shoppers.IsReported(day); day = day.AddDays(1))
            {
                var figures = shoppers.Day(listing, day);
                if (figures.AdImpressions > 0)
                {
                    rows.Add(Row(listing, day, day, figures, columns));
                }
            }
        }

        return rows;
    }

    private JsonObject Row(Listing listing, DateOnly from, DateOnly to, DayFigures f, IEnumerable<string> columns)
    {
        var row = new JsonObject();
        foreach (var column in columns)
        {
            row[column] = column switch
            {
                "date" or "startDate" => $"{from:yyyy-MM-dd}",
                "endDate" => $"{to:yyyy-MM-dd}",
                "campaignId" => Number(listing.Key.Seller, listing.Key.Site, "campaign"),
                "campaignName" => $"Everything {listing.Key.Site}",
                "campaignStatus" => "ENABLED",
                "campaignBudgetCurrencyCode" => listing.Currency,
                "adGroupId" => Number(listing.Key.Seller, listing.Key.Site, "adGroup"),
                "adGroupName" => "All products",
                "adId" => Number(listing.Key.Seller, listing.Key.Site, listing.Key.Sku),
                "portfolioId" => null,
                "advertisedAsin" => listing.ExternalId,
                "advertisedSku" => listing.Key.Sku,
                "impressions" => f.AdImpressions,
                "clicks" => f.AdClicks,
                "cost" or "spend" => f.AdSpend,
                "costPerClick" => f.AdClicks == 0 ? null : Math.Round(f.AdSpend / f.AdClicks, 4),
                "clickThroughRate" => f.AdImpressions == 0 ? null : Math.Round(100.0 * f.AdClicks / f.AdImpressions, 4),
                _ when column.StartsWith("purchases", StringComparison.Ordinal) => f.AdOrders,
                _ when column.StartsWith("unitsSold", StringComparison.Ordinal) => f.AdUnits,
                _ when column.StartsWith("sales", StringComparison.Ordinal) => f.AdRevenue,
                _ when column.StartsWith("acos", StringComparison.Ordinal) => f.AdRevenue == 0 ? null : Math.Round(100 * f.AdSpend / f.AdRevenue, 2),
                _ => f.AdSpend == 0 ? null : Math.Round(f.AdRevenue / f.AdSpend, 2),
            };
        }

        return row;
    }

    private JsonObject Describe(AmazonCall call, AmazonReport report)
    {
        var done = desk.StageOf(report) == ReportStage.Done;
        return new JsonObject
        {
            ["reportId"] = report.Id,
            ["name"] = report.Options["name"],
            ["status"] = desk.StageOf(report) switch { ReportStage.Queued => "PENDING", ReportStage.InProgress => "PROCESSING", _ => "COMPLETED" },
            ["startDate"] = $"{report.From:yyyy-MM-dd}",
            ["endDate"] = $"{report.To:yyyy-MM-dd}",
            ["configuration"] = new JsonObject
            {
                ["adProduct"] = "SPONSORED_PRODUCTS",
                ["reportTypeId"] = Type,
                ["timeUnit"] = report.Options["timeUnit"],
                ["format"] = "GZIP_JSON",
                ["groupBy"] = new JsonArray("advertiser"),
                ["columns"] = new JsonArray([.. report.Options["columns"].Split(',').Select(c => JsonValue.Create(c))]),
            },
            ["createdAt"] = AmazonItems.Instant(report.Created),
            ["updatedAt"] = AmazonItems.Instant(world.Clock.RealNow),
            ["generatedAt"] = done ? AmazonItems.Instant(report.Created + (world.Options.ReportStep * 2)) : null,
            ["url"] = done ? $"{links.Base(call.Http)}/ads-documents/{report.Id}" : null,
            ["urlExpiresAt"] = done ? AmazonItems.Instant(world.Clock.RealNow.AddHours(1)) : null,
            ["failureReason"] = null,
        };
    }

    private Profile? Scope(AmazonCall call)
    {
        var scope = call.Http.Request.Headers["Amazon-Advertising-API-Scope"].ToString();
        return long.TryParse(scope, CultureInfo.InvariantCulture, out var id) ? Profiles(call).FirstOrDefault(p => p.Id == id) : null;
    }

    private List<Profile> Profiles(AmazonCall call)
    {
        var sellers = tokens.SellersOf(call.Grant);
        lock (world.Gate)
        {
            return
            [
                .. world.Listings.Where(l => l.Key.Marketplace == AmazonCatalogue.Marketplace && sellers.Contains(l.Key.Seller, StringComparer.Ordinal))
                    .Select(l => (l.Key.Seller, l.Key.Site)).Distinct().OrderBy(p => p.Seller, StringComparer.Ordinal).ThenBy(p => p.Site, StringComparer.Ordinal)
                    .Select(p => new Profile(Number(p.Seller, p.Site, "profile"), p.Seller, AmazonSite.TryByCode(p.Site, out var site) ? site : throw new InvalidOperationException())),
            ];
        }
    }

    // Fifteen digits, as real ones have: a JSON number that a double still holds exactly.
    private long Number(string seller, string site, string what) =>
        100_000_000_000_000 + (long)(Dice.For(world.Options.Seed, "number", seller, site, what).Bits() % 900_000_000_000_000);

    private static Task<IResult> Error(int status, string code, string details) => Task.FromResult(Results.Json(new JsonObject { ["code"] = code, ["details"] = details }, statusCode: status));

    private sealed record Profile(long Id, string Seller, AmazonSite Site);
}
