using System.Text.Json.Nodes;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Amazon;

/// <summary>GET_BRAND_ANALYTICS_SEARCH_CATALOG_PERFORMANCE_REPORT, in the shape of <c>sellingPartnerSearchCatalogPerformanceReport.json</c>: whole periods only, weeks from Sunday to Saturday.</summary>
internal sealed class SearchCatalogReport(ReportDesk desk, Shoppers shoppers)
{
    public const string Type = "GET_BRAND_ANALYTICS_SEARCH_CATALOG_PERFORMANCE_REPORT";

    public static string? Problem(DateOnly from, DateOnly to, Dictionary<string, string> options) => options.GetValueOrDefault("reportPeriod") switch
    {
        "WEEK" when from.DayOfWeek == DayOfWeek.Sunday && to.DayOfWeek == DayOfWeek.Saturday => null,
        "WEEK" => "A week starts on a Sunday and ends on a Saturday.",
        "MONTH" when from.Day == 1 && to.AddDays(1).Day == 1 => null,
        "MONTH" => "A month starts on its first day and ends on its last.",
        "QUARTER" when from is { Day: 1, Month: 1 or 4 or 7 or 10 } && to.AddDays(1) is { Day: 1, Month: 1 or 4 or 7 or 10 } => null,
        "QUARTER" => "A quarter starts with January, April, July or October.",
        _ => "reportPeriod must be WEEK, MONTH or QUARTER.",
    };

    public JsonObject Write(AmazonReport report)
    {
        AmazonSite.TryByCode(report.Site, out var site);
        var asins = report.Options.GetValueOrDefault("asins", "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var period = report.Options["reportPeriod"];
        JsonArray rows = [];
        for (var start = report.From; start <= report.To; start = After(start, period))
        {
            var end = After(start, period).AddDays(-1);
            if (!shoppers.IsReported(end))
            {
                break;
            }

            foreach (var listing in desk.ListingsOf(report).Where(l => asins.Length == 0 || asins.Contains(l.ExternalId, StringComparer.Ordinal)))
            {
                rows.Add(Row(listing, start, end, shoppers.Days(listing, start, end)));
            }
        }

        var options = new JsonObject { ["reportPeriod"] = period };
        if (asins.Length > 0)
        {
            options["asins"] = string.Join(' ', asins);
        }

        return new JsonObject
        {
            ["reportSpecification"] = new JsonObject
            {
                ["reportType"] = Type,
                ["reportOptions"] = options,
                ["dataStartTime"] = $"{report.From:yyyy-MM-dd}",
                ["dataEndTime"] = $"{report.To:yyyy-MM-dd}",
                ["marketplaceIds"] = new JsonArray(site!.MarketplaceId),
            },
            ["dataByAsin"] = rows,
        };
    }

    private static DateOnly After(DateOnly start, string period) => period switch
    {
        "WEEK" => start.AddDays(7),
        "MONTH" => start.AddMonths(1),
        _ => start.AddMonths(3),
    };

    private static JsonObject Row(Listing listing, DateOnly start, DateOnly end, DayFigures f)
    {
        JsonObject Price() => new() { ["amount"] = listing.Price, ["currencyCode"] = listing.Currency };
        JsonObject Stage(string name, string price, int count) => new()
        {
            [$"{name}Count"] = count,
            [price] = Price(),
            [$"sameDayShipping{Upper(name)}Count"] = count / 10,
            [$"oneDayShipping{Upper(name)}Count"] = count / 4,
            [$"twoDayShipping{Upper(name)}Count"] = count / 3,
        };

        var clicks = Stage("click", "clickedMedianPrice", f.Clicks);
        clicks["clickRate"] = Rate(f.Clicks, f.Impressions);
        var purchases = Stage("purchase", "purchaseMedianPrice", f.Orders);
        purchases["searchTrafficSales"] = new JsonObject { ["amount"] = f.Revenue, ["currencyCode"] = listing.Currency };
        purchases["conversionRate"] = Rate(f.Orders, f.Clicks);
        return new JsonObject
        {
            ["startDate"] = $"{start:yyyy-MM-dd}",
            ["endDate"] = $"{end:yyyy-MM-dd}",
            ["asin"] = listing.ExternalId,
            ["impressionData"] = Stage("impression", "impressionMedianPrice", f.Impressions),
            ["clickData"] = clicks,
            ["cartAddData"] = Stage("cartAdd", "cartAddedMedianPrice", f.CartAdds),
            ["purchaseData"] = purchases,
        };
    }

    private static string Upper(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private static double Rate(int part, int whole) => whole == 0 ? 0 : Math.Round((double)part / whole, 4);
}
