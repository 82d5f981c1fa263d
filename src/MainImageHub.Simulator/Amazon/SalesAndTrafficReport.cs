using System.Text.Json.Nodes;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Amazon;

/// <summary>GET_SALES_AND_TRAFFIC_REPORT, in the shape of <c>sellerSalesAndTrafficReport.json</c>. The part by ASIN is one total over the whole range.</summary>
internal sealed class SalesAndTrafficReport(ReportDesk desk, Shoppers shoppers)
{
    public const string Type = "GET_SALES_AND_TRAFFIC_REPORT";

    private const double BrowserShare = 0.55;

    public static string? Problem(SimulatedWorld world, DateOnly from, Dictionary<string, string> options) =>
        from < DateOnly.FromDateTime(world.Clock.Now.UtcDateTime).AddYears(-2) ? "The data is kept for two years."
        : options.GetValueOrDefault("dateGranularity", "DAY") is not ("DAY" or "WEEK" or "MONTH") ? "Unknown dateGranularity."
        : options.GetValueOrDefault("asinGranularity", "PARENT") is not ("PARENT" or "CHILD" or "SKU") ? "Unknown asinGranularity."
        : null;

    public JsonObject Write(AmazonReport report)
    {
        AmazonSite.TryByCode(report.Site, out var site);
        var dateGranularity = report.Options.GetValueOrDefault("dateGranularity", "DAY");
        var asinGranularity = report.Options.GetValueOrDefault("asinGranularity", "PARENT");
        var byListing = desk.ListingsOf(report).ToDictionary(l => l, l => new Dictionary<DateOnly, DayFigures>());
        for (var day = report.From; day <= report.To && shoppers.IsReported(day); day = day.AddDays(1))
        {
            foreach (var (listing, days) in byListing)
            {
                days[day] = shoppers.Day(listing, day);
            }
        }

        var dates = byListing.SelectMany(l => l.Value).GroupBy(d => PeriodOf(d.Key, dateGranularity)).OrderBy(g => g.Key);
        var items = byListing.GroupBy(l => asinGranularity switch
        {
            "PARENT" => new Item(Parent(l.Key), Child: null, Sku: null),
            "CHILD" => new Item(Parent(l.Key), l.Key.ExternalId, Sku: null),
            _ => new Item(Parent(l.Key), l.Key.ExternalId, l.Key.Key.Sku),
        });
        var total = Sum(byListing.SelectMany(l => l.Value.Values));
        return new JsonObject
        {
            ["reportSpecification"] = new JsonObject
            {
                ["reportType"] = Type,
                ["reportOptions"] = new JsonObject { ["dateGranularity"] = dateGranularity, ["asinGranularity"] = asinGranularity },
                ["dataStartTime"] = $"{report.From:yyyy-MM-dd}",
                ["dataEndTime"] = $"{report.To:yyyy-MM-dd}",
                ["marketplaceIds"] = new JsonArray(site!.MarketplaceId),
            },
            ["salesAndTrafficByDate"] = new JsonArray([.. dates.Select(d => ByDate(d.Key, Sum(d.Select(x => x.Value)), site.Currency))]),
            ["salesAndTrafficByAsin"] = new JsonArray([.. items.Select(i => ByAsin(i.Key, Sum(i.SelectMany(x => x.Value.Values)), total, site.Currency))]),
        };
    }

    private static JsonObject ByDate(DateOnly date, DayFigures f, string currency)
    {
        var refunds = (int)Math.Round(f.Units * 0.03);
        return new JsonObject
        {
            ["date"] = $"{date:yyyy-MM-dd}",
            ["salesByDate"] = new JsonObject
            {
                ["orderedProductSales"] = Money(f.Revenue, currency),
                ["unitsOrdered"] = f.Units,
                ["totalOrderItems"] = f.Orders,
                ["averageSalesPerOrderItem"] = Money(Per(f.Revenue, f.Orders), currency),
                ["averageUnitsPerOrderItem"] = Per(f.Units, f.Orders),
                ["averageSellingPrice"] = Money(Per(f.Revenue, f.Units), currency),
                ["unitsRefunded"] = refunds,
                ["refundRate"] = Percent(refunds, f.Units),
                ["claimsGranted"] = 0,
                ["claimsAmount"] = Money(0, currency),
                ["shippedProductSales"] = Money(f.Revenue, currency),
                ["unitsShipped"] = f.Units,
                ["ordersShipped"] = f.Orders,
            },
            ["trafficByDate"] = new JsonObject
            {
                ["browserPageViews"] = Browser(f.PageViews),
                ["mobileAppPageViews"] = f.PageViews - Browser(f.PageViews),
                ["pageViews"] = f.PageViews,
                ["browserSessions"] = Browser(f.Sessions),
                ["mobileAppSessions"] = f.Sessions - Browser(f.Sessions),
                ["sessions"] = f.Sessions,
                ["buyBoxPercentage"] = 97.5,
                ["orderItemSessionPercentage"] = Percent(f.Orders, f.Sessions),
                ["unitSessionPercentage"] = Percent(f.Units, f.Sessions),
                ["averageOfferCount"] = 1,
                ["averageParentItems"] = 1,
                ["feedbackReceived"] = 0,
                ["negativeFeedbackReceived"] = 0,
                ["receivedNegativeFeedbackRate"] = 0,
            },
        };
    }

    private static JsonObject ByAsin(Item item, DayFigures f, DayFigures total, string currency)
    {
        var row = new JsonObject { ["parentAsin"] = item.Parent };
        if (item.Child is { } child)
        {
            row["childAsin"] = child;
        }

        if (item.Sku is { } sku)
        {
            row["sku"] = sku;
        }

        row["salesByAsin"] = new JsonObject
        {
            ["unitsOrdered"] = f.Units,
            ["orderedProductSales"] = Money(f.Revenue, currency),
            ["totalOrderItems"] = f.Orders,
        };
        var (browserSessions, browserViews) = (Browser(f.Sessions), Browser(f.PageViews));
        var (allBrowserSessions, allBrowserViews) = (Browser(total.Sessions), Browser(total.PageViews));
        row["trafficByAsin"] = new JsonObject
        {
            ["browserSessions"] = browserSessions,
            ["mobileAppSessions"] = f.Sessions - browserSessions,
            ["sessions"] = f.Sessions,
            ["browserSessionPercentage"] = Percent(browserSessions, allBrowserSessions),
            ["mobileAppSessionPercentage"] = Percent(f.Sessions - browserSessions, total.Sessions - allBrowserSessions),
            ["sessionPercentage"] = Percent(f.Sessions, total.Sessions),
            ["browserPageViews"] = browserViews,
            ["mobileAppPageViews"] = f.PageViews - browserViews,
            ["pageViews"] = f.PageViews,
            ["browserPageViewsPercentage"] = Percent(browserViews, allBrowserViews),
            ["mobileAppPageViewsPercentage"] = Percent(f.PageViews - browserViews, total.PageViews - allBrowserViews),
            ["pageViewsPercentage"] = Percent(f.PageViews, total.PageViews),
            ["buyBoxPercentage"] = 97.5,
            ["unitSessionPercentage"] = Percent(f.Units, f.Sessions),
        };
        return row;
    }

    private static DateOnly PeriodOf(DateOnly day, string granularity) => granularity switch
    {
        "WEEK" => day.AddDays(-(int)day.DayOfWeek),
        "MONTH" => new DateOnly(day.Year, day.Month, 1),
        _ => day,
    };

    private static string Parent(Listing listing) => listing.ParentExternalId ?? listing.ExternalId;

    private static DayFigures Sum(IEnumerable<DayFigures> figures) => figures.Aggregate(default(DayFigures), (a, b) => a + b);

    private static int Browser(int count) => (int)Math.Round(count * BrowserShare);

    private static decimal Per(decimal amount, int count) => count == 0 ? 0 : Math.Round(amount / count, 2);

    private static double Percent(int part, int whole) => whole == 0 ? 0 : Math.Round(100.0 * part / whole, 2);

    private static JsonObject Money(decimal amount, string currency) => new() { ["amount"] = amount, ["currencyCode"] = currency };

    private sealed record Item(string Parent, string? Child, string? Sku);
}
