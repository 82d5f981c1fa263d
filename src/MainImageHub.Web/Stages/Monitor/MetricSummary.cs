using System.Globalization;
using MainImageHub.Domain;
using MainImageHub.Domain.Metrics;
using MainImageHub.Web.Http;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Monitor;

public enum MetricGrouping
{
    Day,
    Marketplace,
    Site,
    Version,
}

/// <summary>What is known of a main image's (or the whole workspace's) figures in a span of days.</summary>
/// <param name="Sources"><c>api</c>, <c>csv</c>: who gave the figures.</param>
/// <param name="CompleteUpTo">The last day that is complete everywhere; null when none is known to be.</param>
/// <param name="UnattributedDays">Listing days with figures on which no single version of ours was seen live.</param>
public sealed record MetricSummaryView(
    Guid? MainImageId, string GroupBy, DateOnly From, DateOnly To, IReadOnlyList<string> Source, DateOnly? CompleteUpTo, int UnattributedDays, IReadOnlyList<MetricGroup> Groups);

/// <summary>One row. A figure that is absent is unknown, not 0; money of several currencies is not added up.</summary>
/// <param name="Key">A day, <c>amazon</c>, <c>amazon/US</c>, or a version's id.</param>
/// <param name="Label"><c>v2</c> for a version.</param>
/// <param name="Days">Listing days with figures.</param>
/// <param name="CompleteUpTo">The last day that is complete for all of the row: its last day with figures, or an earlier one where a marketplace says that later ones still change. A row of one day (groupBy=day) that has an earlier one here is not complete itself.</param>
public sealed record MetricGroup(
    string Key, string Label, Guid? VersionId, int Days,
    long? Impressions, long? Clicks, long? Sessions, long? Orders, long? Units, decimal? Revenue, decimal? AdSpend, string? Currency,
    Rate? Ctr, Rate? Conversion, decimal? Roas, DateOnly? CompleteUpTo);

/// <summary>One listing's day with the version it belongs to.</summary>
/// <param name="VersionId">Null when no single version of ours was live for nearly the whole day.</param>
public sealed record AttributedDay(ListingHistory History, DailyFigures Figures, DaySplit? Split, Guid? VersionId);

public sealed class MetricSummary(HubDbContext db, ListingDays days, WorkspaceSums sums)
{
    private const int LongestSpanDays = 731;
    private const int DefaultSpanDays = 90;

    public async Task<MetricSummaryView> OfAsync(Guid? mainImageId, MetricGrouping grouping, DateOnly? from, DateOnly? to, CancellationToken cancellationToken)
    {
        if (mainImageId is { } id)
        {
            var image = await db.MainImages.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because();
            return await OfImageAsync(image, grouping, from, to, cancellationToken);
        }

        return grouping == MetricGrouping.Version ? throw MonitorProblems.VersionNeedsImage.Because() : await OfWorkspaceAsync(grouping, from, to, cancellationToken);
    }

    private async Task<MetricSummaryView> OfWorkspaceAsync(MetricGrouping grouping, DateOnly? from, DateOnly? to, CancellationToken cancellationToken)
    {
        var (first, last) = await SpanAsync(db.MetricDays, from, to, cancellationToken);
        return new MetricSummaryView(
            null,
            Name(grouping),
            first,
            last,
            await SourcesAsync(db.MetricDays, first, last, cancellationToken),
            await sums.CompleteUpToAsync(first, last, cancellationToken),
            0,
            await sums.GroupsAsync(grouping, first, last, cancellationToken));
    }

    private async Task<MetricSummaryView> OfImageAsync(MainImage image, MetricGrouping grouping, DateOnly? from, DateOnly? to, CancellationToken cancellationToken)
    {
        var (listings, present) = await days.EverOfAsync(image, cancellationToken);
        var own = db.MetricDays.Where(m => listings.Contains(m.ListingId));
        var (first, last) = await SpanAsync(own, from, to, cancellationToken);
        var histories = await days.ReadAsync(listings, image.Slot, first, last, cancellationToken);
        var numbers = await NumbersAsync(image.Id, cancellationToken);
        var attributed = histories.SelectMany(history => Attribute(history, numbers.Keys, isPresent: present.Contains(history.Listing.Id))).ToList();
        var groups = attributed.Where(day => grouping != MetricGrouping.Version || day.VersionId is not null)
            .GroupBy(day => Key(day, grouping), StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => Group(group.Key, [.. group], grouping, numbers));
        return new MetricSummaryView(
            image.Id,
            Name(grouping),
            first,
            last,
            await SourcesAsync(own, first, last, cancellationToken),
            histories.Count == 0 ? null : histories.Select(CompleteUpTo).Min() is { } complete && histories.All(h => CompleteUpTo(h) is not null) ? complete : null,
            attributed.Count(day => day.VersionId is null),
            [.. groups]);
    }

    /// <summary>Without a last day the newest figures are the end: a simulator's may lie ahead of our clock.</summary>
    private static async Task<(DateOnly First, DateOnly Last)> SpanAsync(IQueryable<MetricDay> of, DateOnly? from, DateOnly? to, CancellationToken cancellationToken)
    {
        var last = to ?? await of.MaxAsync(m => (DateOnly?)m.Date, cancellationToken) ?? from ?? DateOnly.FromDateTime(DateTime.UnixEpoch);
        var first = from ?? last.AddDays(1 - DefaultSpanDays);
        return first > last || last.DayNumber - first.DayNumber > LongestSpanDays ? throw MonitorProblems.BadRange.Because() : (first, last);
    }

    private static Task<List<string>> SourcesAsync(IQueryable<MetricDay> of, DateOnly first, DateOnly last, CancellationToken cancellationToken) =>
        of.Where(m => m.Date >= first && m.Date <= last).Select(m => m.Source).Distinct().OrderBy(s => s).ToListAsync(cancellationToken);

    private static string Name(MetricGrouping grouping) => grouping.ToString().ToLowerInvariant();

    /// <summary>
    /// A main image's days with the version each belongs to. Days of another main image's versions are that one's; days of nobody are told
    /// only where the listing shows this main image now.
    /// </summary>
    public static IEnumerable<AttributedDay> Attribute(ListingHistory history, IReadOnlyCollection<Guid> versions, bool isPresent) => history.Days.Select(day =>
    {
        var split = Attribution.Split(day.Date, history.Time.Zone, history.Ledger, history.Time.Now);
        return new AttributedDay(history, day, split, split.Owner?.VersionId);
    }).Where(day => day.VersionId is { } version ? versions.Contains(version) : isPresent);

    /// <summary>What the marketplace says, or, where figures only come as files, the last day there is.</summary>
    public static DateOnly? CompleteUpTo(ListingHistory history) =>
        history.Store.FiguresCompleteUpTo ?? (history.Days.Count == 0 ? null : history.Days[^1].Date);

    public async Task<Dictionary<Guid, int>> NumbersAsync(Guid mainImageId, CancellationToken cancellationToken) =>
        await db.Versions.AsNoTracking().Where(v => v.MainImageId == mainImageId).ToDictionaryAsync(v => v.Id, v => v.Number, cancellationToken);

    private static string Key(AttributedDay day, MetricGrouping grouping) => grouping switch
    {
        MetricGrouping.Day => day.Figures.Date.ToString("O", CultureInfo.InvariantCulture),
        MetricGrouping.Marketplace => day.Figures.Site.Marketplace,
        MetricGrouping.Site => day.Figures.Site.ToString(),
        _ => day.VersionId!.Value.ToString(),
    };

    private static MetricGroup Group(string key, AttributedDay[] rows, MetricGrouping grouping, Dictionary<Guid, int> numbers)
    {
        var figures = Array.ConvertAll(rows, row => row.Figures);
        var rates = DerivedRates.Of(figures);
        var currencies = figures.Where(day => day.Revenue is not null || day.AdSpend is not null).Select(day => day.Currency).Distinct(StringComparer.Ordinal).ToArray();
        var isOneCurrency = currencies.Length == 1;
        var version = grouping == MetricGrouping.Version ? rows[0].VersionId : null;
        return new MetricGroup(
            key,
            version is { } id && numbers.TryGetValue(id, out var number) ? $"v{number.ToString(CultureInfo.InvariantCulture)}" : key,
            version,
            rows.Length,
            Sum(day => day.Impressions),
            Sum(day => day.Clicks),
            Sum(day => day.Sessions),
            Sum(day => day.Orders),
            Sum(day => day.Units),
            isOneCurrency ? KnownSum.Of(figures.Select(day => day.Revenue)).Value : null,
            isOneCurrency ? KnownSum.Of(figures.Select(day => day.AdSpend)).Value : null,
            isOneCurrency ? currencies[0] : null,
            rates.ClickThrough,
            rates.Conversion,
            rates.ReturnOnAdSpend is { } roas ? Math.Round(roas, 4) : null,
            Least(figures.Max(day => day.Date), rows.Min(row => row.History.Store.FiguresCompleteUpTo)));

        static DateOnly Least(DateOnly last, DateOnly? complete) => complete < last ? complete.Value : last;

        long? Sum(Func<DailyFigures, long?> figure) => (long?)KnownSum.Of(figures.Select(day => (decimal?)figure(day))).Value;
    }
}
