using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using MainImageHub.Marketplaces.Calls;
using Microsoft.Extensions.Options;

namespace MainImageHub.Marketplaces.Amazon;

/// <summary>
/// Daily figures from two reports: sessions and sales of everyone (sales and traffic, one day per report because its rows by
/// ASIN carry no date), and impressions, clicks and spend of advertising only (Ads v3). Amazon has no daily organic impressions.
/// </summary>
internal sealed partial class AmazonFigures(AmazonClient client, IOptions<MarketplaceOptions> options, TimeProvider time)
{
    public const string SalesAndTraffic = "amazon.salesAndTraffic";
    public const string SponsoredProducts = "amazon.ads.sponsoredProducts";

    private const int LongestSpanDays = 31;

    // A report that failed so often is given up, so that the reading ends and the other source is not kept waiting.
    private const int MostTroubles = 6;

    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PauseAfterTrouble = TimeSpan.FromSeconds(30);

    /// <summary>Sessions come about 72 h late; clicks are cleaned of invalid ones for up to three days.</summary>
    public static IReadOnlyList<FigureSource> Sources { get; } =
    [
        new(SalesAndTraffic, "day", TimeSpan.FromDays(3), ["sessions", "pageViews", "orders", "units", "revenue"], LongestSpanDays, KeptDays: 730),
        new(SponsoredProducts, "day", TimeSpan.FromDays(3), ["impressions", "clicks", "adSpend"], LongestSpanDays, KeptDays: 95),
    ];

    public async Task<FigureProgress> StepAsync(AmazonStore store, FigureRequest request, CancellationToken cancellationToken)
    {
        if (request.To < request.From || request.To.DayNumber - request.From.DayNumber >= LongestSpanDays)
        {
            return new() { Problem = AmazonErrors.Own(ProblemCodes.Refused, $"Ask for 1 to {LongestSpanDays.ToString(CultureInfo.InvariantCulture)} days.") };
        }

        var cursor = Receipts.Read(request.Cursor, AmazonJson.Default.AmazonFigureCursor) ?? Begin(request);
        var step = new Step(cursor);
        if (Choose(cursor) is { } report)
        {
            await WorkAsync(store, step, report, cancellationToken);
        }

        return Progress(store, request, step);
    }

    // Ready ones first, for their addresses expire; then ask for all, so that Amazon works on them side by side; then look.
    private static AmazonFigureReport? Choose(AmazonFigureCursor cursor) =>
        cursor.Reports.Where(report => report.State == "ready").MinBy(report => report.Troubles)
        ?? cursor.Reports.Where(report => report.State == "new").MinBy(report => report.Troubles)
        ?? cursor.Reports.Where(report => report.State == "asked").MinBy(report => report.Polls);

    private async Task WorkAsync(AmazonStore store, Step step, AmazonFigureReport report, CancellationToken cancellationToken)
    {
        var advertising = report.Source == SponsoredProducts;
        var work = report.State switch
        {
            "new" when advertising => AskAdsAsync(store, step, report, cancellationToken),
            "new" => AskSalesAsync(store, step, report, cancellationToken),
            "asked" when advertising => LookAdsAsync(store, step, report, cancellationToken),
            "asked" => LookSalesAsync(store, step, report, cancellationToken),
            _ when advertising => FetchAdsAsync(store, step, report, cancellationToken),
            _ => FetchSalesAsync(store, step, report, cancellationToken),
        };
        await work;

        // A new report that has to wait for its turn must not keep those under way from being looked at.
        if (step is { Problem.Code: ProblemCodes.Throttled } && report.State == "new" && step.Cursor.Reports.Where(other => other.State == "asked").MinBy(other => other.Polls) is { } waiting)
        {
            var turn = step.After;
            step.Clear();
            await (waiting.Source == SponsoredProducts ? LookAdsAsync(store, step, waiting, cancellationToken) : LookSalesAsync(store, step, waiting, cancellationToken));
            step.After = step.After < turn ? step.After : turn;
        }
    }

    private async Task AskSalesAsync(AmazonStore store, Step step, AmazonFigureReport report, CancellationToken cancellationToken)
    {
        var body = new AmazonReportRequest(
            "GET_SALES_AND_TRAFFIC_REPORT",
            [store.Site.ForeignId],
            report.From.ToString("yyyy-MM-dd'T00:00:00Z'", CultureInfo.InvariantCulture),
            report.To.ToString("yyyy-MM-dd'T23:59:59Z'", CultureInfo.InvariantCulture),
            new Dictionary<string, string>(StringComparer.Ordinal) { ["dateGranularity"] = "DAY", ["asinGranularity"] = "CHILD" });
        var reply = await client.SendAsync(
            store, AmazonOperation.CreateReport, HttpMethod.Post, "/reports/2021-06-30/reports", body, AmazonJson.Default.AmazonReportRequest, AmazonJson.Default.AmazonReportCreated, cancellationToken);
        if (!step.Failed(report, reply.Failure))
        {
            step.Asked(report, reply.Value!.ReportId);
        }
    }

    private async Task LookSalesAsync(AmazonStore store, Step step, AmazonFigureReport report, CancellationToken cancellationToken)
    {
        var reply = await client.GetAsync(
            store, AmazonOperation.GetReport, $"/reports/2021-06-30/reports/{Paths.Part(report.ReportId!)}", AmazonJson.Default.AmazonReport, cancellationToken);
        if (step.Failed(report, reply.Failure))
        {
            return;
        }

        switch (reply.Value!.ProcessingStatus)
        {
            case "DONE" when reply.Value.ReportDocumentId is { Length: > 0 } document:
                step.Ready(report, document);
                break;

            // Amazon cancels a report for which it has no data: a day without rows.
            case "CANCELLED":
                step.Done(report, []);
                break;
            case "DONE":
                step.Failed(report, new(AmazonErrors.Own(ProblemCodes.BadAnswer, "A finished report without a document.", mayPass: true) with { Raw = reply.Raw }, MayHaveTakenEffect: false));
                break;
            case "FATAL":
                step.Failed(report, new(AmazonErrors.Own(ProblemCodes.Refused, "Amazon gave this report up (FATAL).") with { Raw = reply.Raw }, MayHaveTakenEffect: false));
                break;
            default:
                step.NotYet(report);
                break;
        }
    }

    private async Task FetchSalesAsync(AmazonStore store, Step step, AmazonFigureReport report, CancellationToken cancellationToken)
    {
        var document = await client.GetAsync(
            store, AmazonOperation.GetReportDocument, $"/reports/2021-06-30/documents/{Paths.Part(report.DocumentId!)}", AmazonJson.Default.AmazonReportDocument, cancellationToken);
        if (step.Failed(report, document.Failure))
        {
            return;
        }

        var packed = document.Value!.CompressionAlgorithm == "GZIP";
        var (rows, problem) = await client.DownloadAsync(
            store,
            document.Value.Url,
            async (stream, token) => (await JsonSerializer.DeserializeAsync(Open(stream, packed), AmazonJson.Default.AmazonSalesAndTraffic, token))?.SalesAndTrafficByAsin
                ?? throw new InvalidDataException("A sales and traffic report without its rows."),
            cancellationToken);
        if (!step.Failed(report, problem is null ? null : new(problem, MayHaveTakenEffect: false)))
        {
            step.Done(report, [.. rows!.Select(row => Read(row, report.From)).OfType<DailyFigures>()]);
        }
    }

    private async Task AskAdsAsync(AmazonStore store, Step step, AmazonFigureReport report, CancellationToken cancellationToken)
    {
        if ((store.AdsProfileId ?? step.Cursor.AdsProfile) is not { } profile)
        {
            await FindAdsProfileAsync(store, step, report, cancellationToken);
            return;
        }

        var from = report.From.ToString("O", CultureInfo.InvariantCulture);
        var to = report.To.ToString("O", CultureInfo.InvariantCulture);
        var body = new AmazonAdsReportRequest(
            $"MainImageHub {store.Site.Code} {from} {to}",
            from,
            to,
            new(
                "SPONSORED_PRODUCTS",
                ["advertiser"],
                ["date", "advertisedAsin", "impressions", "clicks", "cost", "campaignBudgetCurrencyCode"],
                "spAdvertisedProduct",
                "DAILY",
                "GZIP_JSON"));
        var reply = await client.CreateAdsReportAsync(store, profile, body, cancellationToken);

        // Asked twice (a crash between asking and keeping the answer), Amazon names the report it is already making.
        if (reply.Failure is { Problem: { Status: 425, Raw: { } raw } } && ReportId.Match(raw) is { Success: true } twin)
        {
            step.Asked(report, twin.Value);
        }
        else if (!step.Failed(report, reply.Failure))
        {
            step.Asked(report, reply.Value!.ReportId);
        }
    }

    private async Task FindAdsProfileAsync(AmazonStore store, Step step, AmazonFigureReport report, CancellationToken cancellationToken)
    {
        var reply = await client.GetAdsAsync(store, AmazonOperation.GetAdsProfiles, profile: null, "/v2/profiles", AmazonJson.Default.IReadOnlyListAmazonAdsProfile, cancellationToken);
        if (step.Failed(report, reply.Failure))
        {
            return;
        }

        var here = reply.Value!.Where(profile => profile.ProfileId is not null && profile.AccountInfo?.MarketplaceStringId == store.Site.ForeignId).ToList();
        var own = here.Find(profile => profile.AccountInfo?.Id == store.SellerId) ?? (here.Count == 1 ? here[0] : null);
        if (own is null)
        {
            step.Failed(report, new(AmazonErrors.Own(ProblemCodes.Forbidden, $"No advertising profile of this seller for {store.Site.Code}."), MayHaveTakenEffect: false));
            return;
        }

        step.Cursor = step.Cursor with { AdsProfile = own.ProfileId!.Value.ToString(CultureInfo.InvariantCulture) };
    }

    private async Task LookAdsAsync(AmazonStore store, Step step, AmazonFigureReport report, CancellationToken cancellationToken)
    {
        var reply = await ReadAdsReportAsync(store, step, report, cancellationToken);
        if (step.Failed(report, reply.Failure))
        {
            return;
        }

        switch (reply.Value!.Status)
        {
            case "COMPLETED":
                step.Ready(report, document: null);
                break;
            case "FAILED" or "CANCELLED":
                step.Failed(report, new(AmazonErrors.Own(ProblemCodes.Refused, reply.Value.FailureReason ?? "Amazon Ads gave this report up.") with { Raw = reply.Raw }, MayHaveTakenEffect: false));
                break;
            default:
                step.NotYet(report);
                break;
        }
    }

    private async Task FetchAdsAsync(AmazonStore store, Step step, AmazonFigureReport report, CancellationToken cancellationToken)
    {
        // Asked again for a fresh address: the one seen before may have expired, and is not kept because it is a secret.
        var reply = await ReadAdsReportAsync(store, step, report, cancellationToken);
        if (step.Failed(report, reply.Failure))
        {
            return;
        }

        var (rows, problem) = await client.DownloadAsync(store, reply.Value!.Url, ReadAdsRowsAsync, cancellationToken);
        if (!step.Failed(report, problem is null ? null : new(problem, MayHaveTakenEffect: false)))
        {
            step.Done(report, rows!);
        }
    }

    private Task<CallReply<AmazonAdsReport>> ReadAdsReportAsync(AmazonStore store, Step step, AmazonFigureReport report, CancellationToken cancellationToken) =>
        client.GetAdsAsync(
            store, AmazonOperation.GetAdsReport, store.AdsProfileId ?? step.Cursor.AdsProfile, $"/reporting/reports/{Paths.Part(report.ReportId!)}", AmazonJson.Default.AmazonAdsReport, cancellationToken);

    // One row per ad and day; a product advertised in several campaigns, or under several SKUs, is added up.
    private async Task<IReadOnlyList<DailyFigures>> ReadAdsRowsAsync(Stream stream, CancellationToken cancellationToken)
    {
        var sums = new Dictionary<(DateOnly, string), DailyFigures>();
        await foreach (var row in JsonSerializer.DeserializeAsyncEnumerable(Open(stream, packed: true), AmazonJson.Default.AmazonAdsRow, cancellationToken))
        {
            if (row?.AdvertisedAsin is not { Length: > 0 } asin || !DateOnly.TryParseExact(row.Date, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            {
                continue;
            }

            var sum = sums.GetValueOrDefault((date, asin)) ?? new DailyFigures { Date = date, ExternalId = asin, Source = SponsoredProducts };
            sums[(date, asin)] = sum with
            {
                Impressions = Add(sum.Impressions, row.Impressions),
                Clicks = Add(sum.Clicks, row.Clicks),
                AdSpend = row.Cost is null ? sum.AdSpend : (sum.AdSpend ?? 0) + row.Cost,
                Currency = sum.Currency ?? row.CampaignBudgetCurrencyCode,
            };
        }

        return [.. sums.Values];
    }

    private static long? Add(long? sum, long? more) => more is null ? sum : (sum ?? 0) + more;

    private static DailyFigures? Read(AmazonSalesAndTrafficRow row, DateOnly date) =>
        (row.ChildAsin ?? row.ParentAsin) is not { Length: > 0 } asin
            ? null
            : new DailyFigures
            {
                Date = date,
                ExternalId = asin,
                Source = SalesAndTraffic,
                Sessions = row.TrafficByAsin?.Sessions,
                PageViews = row.TrafficByAsin?.PageViews,
                Orders = row.SalesByAsin?.TotalOrderItems,
                Units = row.SalesByAsin?.UnitsOrdered,
                Revenue = row.SalesByAsin?.OrderedProductSales?.Amount,
                Currency = row.SalesByAsin?.OrderedProductSales?.CurrencyCode,
            };

    private BoundedStream Open(Stream stream, bool packed) =>
        new(packed ? new GZipStream(stream, CompressionMode.Decompress) : stream, options.Value.MaxReportBytes);

    private static AmazonFigureCursor Begin(FigureRequest request) => new()
    {
        Reports =
        [
            .. Enumerable.Range(0, request.To.DayNumber - request.From.DayNumber + 1)
                .Select(offset => request.From.AddDays(offset))
                .Select(day => new AmazonFigureReport { Source = SalesAndTraffic, From = day, To = day }),
            new AmazonFigureReport { Source = SponsoredProducts, From = request.From, To = request.To },
        ],
    };

    private FigureProgress Progress(AmazonStore store, FigureRequest request, Step step)
    {
        var today = request.Today ?? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(store.Site.TimeZone)).DateTime);
        var open = step.Cursor.Reports.Any(report => report.State is not ("done" or "failed"));
        return new()
        {
            Rows = step.Rows,
            Cursor = open ? Receipts.Write(step.Cursor, AmazonJson.Default.AmazonFigureCursor) : null,
            After = open ? step.After : TimeSpan.Zero,
            Problem = step.Problem,
            Sources = [.. Sources.Select(source => State(source, step.Cursor, today))],
        };
    }

    private static FigureSourceState State(FigureSource source, AmazonFigureCursor cursor, DateOnly today)
    {
        var reports = cursor.Reports.Where(report => report.Source == source.Source).OrderBy(report => report.From).ToList();
        var read = reports.TakeWhile(report => report.State == "done").LastOrDefault()?.To;
        var final = today.AddDays(-source.Delay.Days);
        var complete = read > final ? final : read;
        return new(source.Source, source.Grain, complete < reports[0].From ? null : complete, reports.Find(report => report.Problem is not null)?.Problem);
    }

    private static TimeSpan Pause(int polls) =>
        TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstLook.Ticks << Math.Min(polls, 10)));

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ReportId { get; }

    /// <summary>What one step changes.</summary>
    private sealed class Step(AmazonFigureCursor cursor)
    {
        public AmazonFigureCursor Cursor { get; set; } = cursor;

        public IReadOnlyList<DailyFigures> Rows { get; private set; } = [];

        public TimeSpan After { get; set; }

        public MarketplaceProblem? Problem { get; private set; }

        public void Asked(AmazonFigureReport report, string? id)
        {
            if (id is not { Length: > 0 })
            {
                Failed(report, new(AmazonErrors.Own(ProblemCodes.BadAnswer, "A report without an id.", mayPass: true), MayHaveTakenEffect: false));
                return;
            }

            Put(report, report with { State = "asked", ReportId = id });

            // The last one asked for: give Amazon a moment before looking.
            After = Cursor.Reports.Any(other => other.State == "new") ? TimeSpan.Zero : FirstLook;
        }

        public void NotYet(AmazonFigureReport report)
        {
            Put(report, report with { Polls = report.Polls + 1 });
            var freshest = Cursor.Reports.Where(other => other.State == "asked").Min(other => other.Polls);
            After = freshest <= report.Polls ? TimeSpan.Zero : Pause(freshest);
        }

        public void Ready(AmazonFigureReport report, string? document) => Put(report, report with { State = "ready", DocumentId = document });

        public void Done(AmazonFigureReport report, IReadOnlyList<DailyFigures> rows)
        {
            Rows = rows;
            Put(report, report with { State = "done" });
        }

        /// <summary>True when there was a failure. One that may pass leaves the report as it was, to be tried again.</summary>
        public bool Failed(AmazonFigureReport report, CallFailure? failure)
        {
            if (failure is null)
            {
                return false;
            }

            Problem = failure.Problem;
            var patient = report.Troubles + 1 < MostTroubles || failure.Problem.Code == ProblemCodes.Throttled;
            if (failure.Problem.MayPass && patient)
            {
                // Being sent away for a while is no trouble of this report's.
                Put(report, report with { Troubles = report.Troubles + (failure.Problem.Code == ProblemCodes.Throttled ? 0 : 1) });
                After = failure.Problem.RetryAfter ?? PauseAfterTrouble;
                return true;
            }

            // What this account may not do today it may not do for the next day's report either.
            var whole = failure.Problem.Code is ProblemCodes.Unauthorized or ProblemCodes.Forbidden;
            Cursor = Cursor with
            {
                Reports = [.. Cursor.Reports.Select(other =>
                    ReferenceEquals(other, report) || (whole && other.Source == report.Source && other.State is not "done")
                        ? other with { State = "failed", Problem = failure.Problem with { Raw = null } }
                        : other)],
            };
            return true;
        }

        public void Clear()
        {
            Problem = null;
            After = TimeSpan.Zero;
        }

        private void Put(AmazonFigureReport old, AmazonFigureReport changed) =>
            Cursor = Cursor with { Reports = [.. Cursor.Reports.Select(report => ReferenceEquals(report, old) ? changed : report)] };
    }
}
