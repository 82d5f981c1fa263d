using System.Globalization;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.TikTokShop;

/// <summary>
/// What shoppers did by way of the product's card, per product and day: that is where the main picture is seen. What live streams and videos
/// brought is left out, and with it orders and visitors in all, of which TikTok counts no such part; clicks are told as a rounded rate alone.
/// </summary>
internal sealed class TikTokShopFigures(TikTokShopClient client, TimeProvider time)
{
    public const string ProductCard = "tiktokshop.productCard";

    private const string Card = "PRODUCT_CARD";
    private const int LongestSpanDays = 31;
    private const int ProductsPerStep = 10;
    private const int MostTroubles = 6;

    private static readonly TimeSpan PauseAfterTrouble = TimeSpan.FromSeconds(30);

    /// <summary>How late a day is known each answer says; that it changes no more after two days is our assumption, as is how long it is kept.</summary>
    public static FigureSource Source { get; } = new(ProductCard, "day", TimeSpan.FromDays(2), ["impressions", "pageViews", "units", "revenue"], LongestSpanDays, KeptDays: 365);

    public async Task<FigureProgress> StepAsync(TikTokShopStore store, FigureRequest request, CancellationToken cancellationToken)
    {
        if (request.To < request.From || request.To.DayNumber - request.From.DayNumber >= LongestSpanDays)
        {
            return new() { Problem = TikTokShopErrors.Own(ProblemCodes.Refused, $"Ask for 1 to {LongestSpanDays.ToString(CultureInfo.InvariantCulture)} days.") };
        }

        var cursor = Receipts.Read(request.Cursor, TikTokShopJson.Default.TikTokShopFigureCursor) ?? new();
        var search = new Dictionary<string, string>(StringComparer.Ordinal) { ["page_size"] = ProductsPerStep.ToString(CultureInfo.InvariantCulture) };
        if (cursor.Page is { } page)
        {
            search["page_token"] = page;
        }

        var found = await client.SendAsync(
            store, TikTokShopOperation.Search, productId: null, search, new TikTokShopSearch("ALL", null), TikTokShopJson.Default.TikTokShopSearch, TikTokShopJson.Default.TikTokShopSearchData, cancellationToken);
        if (found.Failure is { } unread)
        {
            return Failed(cursor, unread.Problem);
        }

        List<DailyFigures> rows = [];
        var latest = cursor.Latest;
        foreach (var product in (found.Value!.Products ?? []).Where(product => product.Status != TikTokShopListings.Draft && !TikTokShopListings.IsGone(product)))
        {
            var (days, known, problem) = await ReadAsync(store, product.Id!, request, cancellationToken);
            if (problem is not null)
            {
                return Failed(cursor, problem);
            }

            rows.AddRange(days);
            latest = known is { } day && !(latest < day) ? day : latest;
        }

        if (found.Value.NextPageToken is { Length: > 0 } next && found.Value.Products is { Count: > 0 })
        {
            return new() { Rows = rows, Cursor = Receipts.Write(new(next, latest), TikTokShopJson.Default.TikTokShopFigureCursor), Sources = [State(null)] };
        }

        // Nothing is known of any product: no day is complete for that, and the shop has none to wait for.
        var final = (request.Today ?? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(store.Site.TimeZone)).DateTime)).AddDays(-Source.Delay.Days);
        var complete = new[] { request.To, latest ?? request.To, final }.Min();
        return new() { Rows = rows, Sources = [State(complete < request.From ? null : complete)] };
    }

    private async Task<(IReadOnlyList<DailyFigures> Days, DateOnly? Latest, MarketplaceProblem? Problem)> ReadAsync(TikTokShopStore store, string productId, FigureRequest request, CancellationToken cancellationToken)
    {
        var reply = await client.SendAsync(
            store,
            TikTokShopOperation.Performance,
            productId,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["start_date_ge"] = Text(request.From),
                ["end_date_lt"] = Text(request.To.AddDays(1)),
                ["granularity"] = "1D",
                ["currency"] = "LOCAL",
            },
            TikTokShopJson.Default.TikTokShopPerformanceData,
            cancellationToken);
        if (reply.Failure is { } failure)
        {
            // A product that nobody has seen yet.
            return ([], null, failure.Problem.ForeignCode == TikTokShopErrors.NoData ? null : failure.Problem);
        }

        var latest = Day(reply.Value!.LatestAvailableDate);
        return (
            [.. (reply.Value.Performance?.Intervals ?? []).Select(interval => Read(interval, productId)).OfType<DailyFigures>().Where(day => day.Date >= request.From && day.Date <= request.To && !(day.Date > latest))],
            latest,
            null);
    }

    private static DailyFigures? Read(TikTokShopInterval interval, string productId)
    {
        if (Day(interval.StartDate) is not { } day)
        {
            return null;
        }

        var money = interval.GmvBreakdowns?.FirstOrDefault(part => part.Type == Card);
        return new DailyFigures
        {
            Date = day,
            ExternalId = productId,
            Source = ProductCard,
            Impressions = Count(interval.ImpressionBreakdowns),
            PageViews = Count(interval.PageViewBreakdowns),
            Units = Count(interval.UnitSoldBreakdowns),
            Revenue = decimal.TryParse(money?.Amount, NumberStyles.Number, CultureInfo.InvariantCulture, out var amount) ? amount : null,
            Currency = money?.Currency,
        };
    }

    private static long? Count(IReadOnlyList<TikTokShopCountPart>? parts) => parts?.FirstOrDefault(part => part.Type == Card)?.Amount;

    /// <summary>What may pass is tried again from the same step, a bounded number of times; being asked to slow down is no trouble of the step's.</summary>
    private static FigureProgress Failed(TikTokShopFigureCursor cursor, MarketplaceProblem problem) =>
        problem.Code == ProblemCodes.Throttled || (problem.MayPass && cursor.Troubles + 1 < MostTroubles)
            ? new()
            {
                Cursor = Receipts.Write(cursor with { Troubles = cursor.Troubles + (problem.Code == ProblemCodes.Throttled ? 0 : 1) }, TikTokShopJson.Default.TikTokShopFigureCursor),
                After = problem.RetryAfter ?? PauseAfterTrouble,
                Sources = [State(null)],
                Problem = problem,
            }
            : new() { Sources = [State(null, problem)], Problem = problem };

    private static FigureSourceState State(DateOnly? complete, MarketplaceProblem? problem = null) => new(ProductCard, Source.Grain, complete, problem);

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
