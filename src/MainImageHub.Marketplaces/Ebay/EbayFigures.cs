using System.Globalization;
using System.Text.Json;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Ebay;

/// <summary>
/// Daily figures from the traffic report. By listing it gives one total over the range that was asked for, so each day is asked for alone. One
/// answer holds 200 listings; where there are more, they are asked for by their ids, which are read from the listings first.
/// </summary>
internal sealed class EbayFigures(EbayClient client, EbayListings listings)
{
    public const string Traffic = "ebay.traffic";

    private const int LongestSpanDays = 90;
    private const int MostListings = 200;
    private const int MostTroubles = 6;

    private const string Impressions = "LISTING_IMPRESSION_SEARCH_RESULTS_PAGE";
    private const string Clicks = "LISTING_VIEWS_SOURCE_SEARCH_RESULTS_PAGE";
    private const string Views = "LISTING_VIEWS_TOTAL";
    private const string Transactions = "TRANSACTION";

    private static readonly TimeSpan PauseAfterTrouble = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PauseWhenThrottled = TimeSpan.FromMinutes(15);

    public static IReadOnlyList<FigureSource> Sources { get; } =
    [
        new(Traffic, "day", Delay: TimeSpan.FromDays(2), ["impressions", "clicks", "pageViews", "orders"], LongestSpanDays, KeptDays: 730),
    ];

    public async Task<FigureProgress> StepAsync(EbayStore store, FigureRequest request, CancellationToken cancellationToken)
    {
        if (request.To < request.From || request.To.DayNumber - request.From.DayNumber >= LongestSpanDays)
        {
            return new() { Problem = EbayErrors.Own(ProblemCodes.Refused, $"Ask for 1 to {LongestSpanDays.ToString(CultureInfo.InvariantCulture)} days.") };
        }

        if (!EbaySites.HasTraffic(store.Site))
        {
            // Nothing went wrong, and nothing will ever be there: told with the source alone.
            return Ended(null, EbayErrors.Own(ProblemCodes.Forbidden, $"No traffic report for {store.Site.Code}.") with
            {
                Message = new(
                    $"eBay has no traffic report for {store.Site.Code}. Download figures in Seller Hub and upload them as CSV.",
                    $"eBay 不提供 {store.Site.Code} 的流量报告。请在 Seller Hub 下载数据后以 CSV 上传。"),
            });
        }

        var at = Receipts.Read(request.Cursor, EbayJson.Default.EbayFigureCursor) ?? new EbayFigureCursor { Day = request.From };
        return at.Page is { } page ? await CollectAsync(store, at, page, cancellationToken) : await AskAsync(store, request, at, cancellationToken);
    }

    private async Task<FigureProgress> CollectAsync(EbayStore store, EbayFigureCursor at, int page, CancellationToken cancellationToken)
    {
        var answer = await listings.ReadPageAsync(store, new(page, Asked: 0), cancellationToken);
        if (!answer.Ok)
        {
            return Troubled(at, answer.Problem);
        }

        var ids = answer.Value.Items.Where(listing => listing.MainImage is not null).Select(listing => listing.ExternalId).OfType<string>();
        return GoesOn(at with
        {
            Ids = [.. (at.Ids ?? []).Union(ids, StringComparer.Ordinal)],
            Page = answer.Value.NextCursor is null ? null : page + 1,
            Troubles = 0,
        });
    }

    private async Task<FigureProgress> AskAsync(EbayStore store, FigureRequest request, EbayFigureCursor at, CancellationToken cancellationToken)
    {
        var batch = at.Ids?.Skip(at.Asked).Take(MostListings).ToList();
        var reply = await client.GetAsync(store, EbayOperation.GetTraffic, Path(store.Site, at.Day, batch), EbayJson.Default.EbayReport, cancellationToken);
        if (reply.Failure is { } failure)
        {
            // The days after it are not there either: the next reading begins with this one.
            return EbayErrors.IsTooEarly(reply.Errors) ? Ended(at.Complete, problem: null)
                : Unknown(batch, reply.Errors) is { Count: > 0 } gone ? GoesOn(at with { Ids = [.. at.Ids!.Except(gone, StringComparer.Ordinal)] })
                : Troubled(at, failure.Problem);
        }

        var report = reply.Value!;
        var rows = Read(report, at.Day);
        if (batch is null && rows.Count >= MostListings)
        {
            return GoesOn(at with { Page = 0, Troubles = 0 }, rows);
        }

        var done = at.Asked + (batch?.Count ?? 0);
        if (done < (at.Ids?.Count ?? 0))
        {
            return GoesOn(at with { Asked = done, Troubles = 0 }, rows);
        }

        var isComplete = !at.HasGap && report.LastUpdatedDate is { } until && until >= Instant(store.Site, at.Day, new TimeOnly(23, 59, 59));
        var next = at with { Day = at.Day.AddDays(1), Complete = isComplete ? at.Day : at.Complete, HasGap = !isComplete, Asked = 0, Troubles = 0 };
        return next.Day > request.To ? Ended(next.Complete, problem: null, rows) : GoesOn(next, rows);
    }

    /// <summary>Listings named in the question that eBay does not know (any more): it answers nothing before they are left out.</summary>
    private static List<string> Unknown(List<string>? batch, IReadOnlyList<EbayError> errors) => batch is null || !(EbayErrors.Says(errors, 50029) || EbayErrors.Says(errors, 50030))
        ? []
        : [.. batch.Intersect(errors.SelectMany(error => error.Parameters ?? []).Select(parameter => parameter.Value).OfType<string>(), StringComparer.Ordinal)];

    private static FigureProgress Troubled(EbayFigureCursor at, MarketplaceProblem problem)
    {
        // Being sent away for a while is no trouble of the reading's.
        var throttled = problem.Code == ProblemCodes.Throttled;
        return problem.MayPass && (throttled || at.Troubles + 1 < MostTroubles)
            ? GoesOn(at with { Troubles = at.Troubles + (throttled ? 0 : 1) }) with { After = problem.RetryAfter ?? (throttled ? PauseWhenThrottled : PauseAfterTrouble), Problem = problem }
            : Ended(at.Complete, problem with { Raw = null }) with { Problem = problem };
    }

    private static FigureProgress GoesOn(EbayFigureCursor at, IReadOnlyList<DailyFigures>? rows = null) => new()
    {
        Rows = rows ?? [],
        Cursor = Receipts.Write(at, EbayJson.Default.EbayFigureCursor),
        Sources = [new(Traffic, "day", at.Complete, Problem: null)],
    };

    private static FigureProgress Ended(DateOnly? complete, MarketplaceProblem? problem, IReadOnlyList<DailyFigures>? rows = null) => new()
    {
        Rows = rows ?? [],
        Sources = [new(Traffic, "day", complete, problem)],
    };

    /// <summary>Impressions in search and the clicks there, which are what a main picture earns; views of the page from anywhere; purchases.</summary>
    private static List<DailyFigures> Read(EbayReport report, DateOnly day)
    {
        var metrics = (report.Header?.Metrics ?? []).Select(metric => metric.Key ?? string.Empty).ToList();
        var rows = new List<DailyFigures>();
        foreach (var record in report.Records ?? [])
        {
            if (record.DimensionValues is not [{ Value: { } listing }, ..] || Text(listing) is not { Length: > 0 } id)
            {
                continue;
            }

            rows.Add(new DailyFigures
            {
                Date = day,
                ExternalId = id,
                Source = Traffic,
                Impressions = Count(record, metrics.IndexOf(Impressions)),
                Clicks = Count(record, metrics.IndexOf(Clicks)),
                PageViews = Count(record, metrics.IndexOf(Views)),
                Orders = Count(record, metrics.IndexOf(Transactions)),
            });
        }

        return rows;
    }

    // A value that eBay calls not applicable is unknown, not 0.
    private static long? Count(EbayRecord record, int index) =>
        index >= 0 && record.MetricValues is { } values && index < values.Count && values[index] is { Applicable: not false, Value: { } value }
            && double.TryParse(Text(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 0 ? (long)number : null;

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };

    private static string Path(MarketplaceSite site, DateOnly day, IReadOnlyList<string>? ids)
    {
        // Pacific days go by their date alone, those of other zones with their offset (official file).
        var (from, to) = site.TimeZone == "America/Los_Angeles"
            ? (day.ToString("yyyyMMdd", CultureInfo.InvariantCulture), day.ToString("yyyyMMdd", CultureInfo.InvariantCulture))
            : (Text(Instant(site, day, TimeOnly.MinValue)), Text(Instant(site, day, new TimeOnly(23, 59, 59))));
        var filter = $"marketplace_ids:{{{site.ForeignId}}},date_range:[{from}..{to}]{(ids is null ? string.Empty : $",listing_ids:{{{string.Join('|', ids)}}}")}";
        var escaped = Uri.EscapeDataString(filter).Replace("%3A", ":", StringComparison.Ordinal).Replace("%2C", ",", StringComparison.Ordinal);

        // Without ids the most seen come first, so that nothing that matters is missing while the ids are still being read.
        return $"/sell/analytics/v1/traffic_report?dimension=LISTING&metric={Impressions},{Clicks},{Views},{Transactions}&filter={escaped}{(ids is null ? $"&sort=-{Impressions}" : string.Empty)}";

        static string Text(DateTimeOffset instant) => instant.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
    }

    private static DateTimeOffset Instant(MarketplaceSite site, DateOnly day, TimeOnly at)
    {
        var local = day.ToDateTime(at);
        return new(local, TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone).GetUtcOffset(local));
    }
}
