using System.Globalization;
using System.Text.Json.Nodes;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.TikTokShop;

/// <summary>
/// Get Shop Product Performance 202405. What the world's shoppers did is what they did by way of the product card; videos bring a third more on
/// top, so that whoever takes the whole for the card's part is found out. Nobody streams.
/// </summary>
internal sealed class TikTokAnalyticsApi(SimulatedWorld world, TikTokCatalogue catalogue, Shoppers shoppers)
{
    private const int VideoShare = 3;

    public IResult Performance(TikTokCall call)
    {
        Listing? product;
        lock (world.Gate)
        {
            product = catalogue.Find(call.Seller, call.Region!, call.Product);
        }

        if (product is null)
        {
            return TikTokAnswers.No(28001007, "can't find any related data; detail: Product not found. Please make sure the product_id you send belongs to a valid product under the current shop.");
        }

        if (Day(call.Query("start_date_ge")) is not { } from || Day(call.Query("end_date_lt")) is not { } end || from >= end)
        {
            return TikTokAnswers.No(28001022, "invalid request params; detail: start time or end time is invalid.");
        }

        if (call.Query("granularity") is not (null or "ALL" or "1D") || call.Query("currency") is not (null or "LOCAL"))
        {
            return TikTokAnswers.No(28001022, "invalid request params; detail: granularity or currency is invalid.");
        }

        var days = Enumerable.Range(0, end.DayNumber - from.DayNumber).Select(offset => from.AddDays(offset)).ToList();
        var intervals = call.Query("granularity") == "1D"
            ? days.Where(shoppers.IsReported).Select(day => Interval(product, day, day.AddDays(1), shoppers.Day(product, day)))
            : [Interval(product, from, end, shoppers.Days(product, from, end.AddDays(-1)))];
        return TikTokAnswers.Ok(new JsonObject
        {
            ["performance"] = new JsonObject { ["intervals"] = new JsonArray([.. intervals]) },
            ["latest_available_date"] = Text(Latest()),
        });
    }

    private DateOnly Latest()
    {
        var day = DateOnly.FromDateTime(world.Clock.Now.UtcDateTime);
        while (!shoppers.IsReported(day))
        {
            day = day.AddDays(-1);
        }

        return day;
    }

    private static JsonObject Interval(Listing product, DateOnly from, DateOnly end, DayFigures card) => new()
    {
        ["start_date"] = Text(from),
        ["end_date"] = Text(end),
        ["gmv"] = Money(product, card.Revenue + Video(card.Revenue)),
        ["gmv_breakdowns"] = Parts(card.Revenue, Video(card.Revenue), amount => Money(product, amount)),
        ["orders"] = card.Orders + Video(card.Orders),
        ["units_sold"] = card.Units + Video(card.Units),
        ["unit_sold_breakdowns"] = Parts(card.Units, Video(card.Units)),
        ["impressions"] = card.Impressions + Video(card.Impressions),
        ["impression_breakdowns"] = Parts(card.Impressions, Video(card.Impressions)),
        ["page_views"] = card.PageViews + Video(card.PageViews),
        ["page_view_breakdowns"] = Parts(card.PageViews, Video(card.PageViews)),
        ["click_through_rate"] = (card.Impressions == 0 ? 0 : (double)card.Clicks / card.Impressions).ToString("0.0000", CultureInfo.InvariantCulture),
    };

    private static JsonArray Parts(int card, int video) => Parts(card, video, amount => new JsonObject { ["amount"] = (int)amount });

    private static JsonArray Parts(decimal card, decimal video, Func<decimal, JsonObject> write) => new([.. new[] { ("LIVE", 0m), ("VIDEO", video), ("PRODUCT_CARD", card) }.Select(part =>
    {
        var written = write(part.Item2);
        written["type"] = part.Item1;
        return written;
    })]);

    private static int Video(int card) => card / VideoShare;

    private static decimal Video(decimal card) => Math.Round(card / VideoShare, 2);

    private static JsonObject Money(Listing product, decimal amount) => new() { ["amount"] = amount.ToString(CultureInfo.InvariantCulture), ["currency"] = product.Currency };

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
