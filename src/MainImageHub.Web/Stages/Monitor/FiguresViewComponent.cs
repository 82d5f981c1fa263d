using System.Globalization;
using System.Text.Json;
using MainImageHub.Domain.Metrics;
using MainImageHub.Marketplaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Monitor;

/// <summary>A main image's figures per version: the chart over time, and the table it sums up to.</summary>
public sealed class FiguresViewComponent(HubDbContext db, MetricSummary summary, ListingDays listingDays, StoreConnections connections) : ViewComponent
{
    private const int DaysShown = 90;

    public async Task<IViewComponentResult> InvokeAsync(Guid mainImageId)
    {
        var cancellationToken = HttpContext.RequestAborted;
        var view = await summary.OfAsync(mainImageId, MetricGrouping.Version, null, null, cancellationToken);
        var image = await db.MainImages.AsNoTracking().SingleAsync(i => i.Id == mainImageId, cancellationToken);
        var (listings, present) = await listingDays.EverOfAsync(image, cancellationToken);
        var histories = await listingDays.ReadAsync(listings, image.Slot, view.To.AddDays(1 - DaysShown), view.To, cancellationToken);
        var numbers = await summary.NumbersAsync(mainImageId, cancellationToken);
        var days = histories.SelectMany(history => MetricSummary.Attribute(history, numbers.Keys, isPresent: present.Contains(history.Listing.Id))).ToList();
        var chart = new FiguresChart(
            [.. days.Where(day => day.VersionId is not null).GroupBy(day => (day.Figures.Date, Version: day.VersionId!.Value)).OrderBy(group => group.Key.Date).Select(group => Point(group, numbers))],
            [.. histories.SelectMany(history => history.Ledger.Select(seen => Band(seen, history, numbers)))],
            IsFromFilesOnly(view) || view.CompleteUpTo is not { } complete ? null : Iso(complete));
        var sources = await SourcesAsync(listings, cancellationToken);
        return View("/Stages/Monitor/FiguresPart.cshtml", new FiguresPart(view, days.Count > 0, JsonSerializer.Serialize(chart, HubJson.Options), chart.Points)
        {
            HasStores = await db.Stores.AnyAsync(cancellationToken),
            CanBeRead = listings.Count == 0 || sources.Count > 0,
            Sources = view.Source.Contains(MetricSources.Api) ? sources : [],
            IsFromFilesOnly = IsFromFilesOnly(view),
        });
    }

    /// <summary>What the marketplaces of these listings count, and what they leave out, differs.</summary>
    private async Task<IReadOnlyList<FigureSource>> SourcesAsync(IReadOnlyCollection<Guid> listings, CancellationToken cancellationToken)
    {
        var marketplaces = await db.Listings.Where(l => listings.Contains(l.Id)).Join(db.Stores, l => l.StoreId, s => s.Id, (_, s) => s.Marketplace).Distinct().Order().ToListAsync(cancellationToken);
        return [.. marketplaces.SelectMany(code => connections.FindConnector(code)?.Capabilities.Figures ?? [])];
    }

    /// <summary>Nobody says of an upload whether its last days are complete.</summary>
    private static bool IsFromFilesOnly(MetricSummaryView view) => !view.Source.Contains(MetricSources.Api);

    private static ChartPoint Point(IGrouping<(DateOnly Date, Guid Version), AttributedDay> day, Dictionary<Guid, int> numbers)
    {
        var rates = DerivedRates.Of([.. day.Select(each => each.Figures)]);
        return new ChartPoint(Iso(day.Key.Date), Label(day.Key.Version, numbers), rates.ClickThrough?.Value, rates.Conversion?.Value);
    }

    private static ChartBand Band(LedgerInterval seen, ListingHistory history, Dictionary<Guid, int> numbers) => new(
        Iso(LocalDay.Of(seen.From, history.Time.Zone)),
        Iso(LocalDay.Of(seen.To ?? history.Time.Now, history.Time.Zone)),
        seen.VersionId is { } version && numbers.ContainsKey(version) ? Label(version, numbers) : null);

    private static string Label(Guid version, Dictionary<Guid, int> numbers) => $"v{numbers[version].ToString(CultureInfo.InvariantCulture)}";

    private static string Iso(DateOnly date) => date.ToString("O", CultureInfo.InvariantCulture);
}

/// <param name="HasDays">There are figures, whether or not they could be given to a version.</param>
/// <param name="ChartJson">For wwwroot/js/figures.js.</param>
/// <param name="Points">The same in words, for who cannot see the chart or wants the very numbers.</param>
public sealed record FiguresPart(MetricSummaryView Summary, bool HasDays, string ChartJson, IReadOnlyList<ChartPoint> Points)
{
    /// <summary>Without a store and without figures there is more than one way to begin.</summary>
    public bool HasStores { get; init; }

    /// <summary>Some marketplace that the picture is for tells figures; without listings none is ruled out.</summary>
    public bool CanBeRead { get; init; }

    /// <summary>Which reports the marketplaces' figures come from.</summary>
    public IReadOnlyList<FigureSource> Sources { get; init; } = [];

    public bool IsFromFilesOnly { get; init; }

    /// <summary>Every report here that counts impressions counts those of advertising.</summary>
    public bool IsCtrOfAds => Sources.Where(s => s.Figures.Contains("impressions")).ToList() is { Count: > 0 } seen && seen.TrueForAll(s => s.Figures.Contains("adSpend"));

    /// <summary>The marketplace still changes the figures of that day.</summary>
    public bool IsOpen(ChartPoint point) => !IsFromFilesOnly && Summary.CompleteUpTo is { } complete && DateOnly.ParseExact(point.Date, "O", CultureInfo.InvariantCulture) > complete;

    public static string Percent(Rate? rate) => rate is { } known ? Share(known.Value) : "–";

    public static string Range(Rate? rate) => rate is { } known ? $"{Share(known.Low)} … {Share(known.High)}" : "";

    public static string Number(decimal? value, string format = "N0") => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";

    public static string Percent(double? share) => share is { } known ? Share(known) : "–";

    private static string Share(double share) => (share * 100).ToString("0.00", CultureInfo.InvariantCulture) + " %";
}

/// <param name="CompleteUpTo">Later days still change; null where nobody says.</param>
internal sealed record FiguresChart(IReadOnlyList<ChartPoint> Points, IReadOnlyList<ChartBand> Bands, string? CompleteUpTo);

public sealed record ChartPoint(string Date, string Version, double? Ctr, double? Conversion);

/// <param name="Version">Null: a picture that is none of this main image's.</param>
internal sealed record ChartBand(string From, string To, string? Version);
