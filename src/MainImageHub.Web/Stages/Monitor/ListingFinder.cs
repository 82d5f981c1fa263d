using MainImageHub.Domain;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Stages.Monitor.Files;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Monitor;

/// <summary>Which listing a row of a file is about, learnt for a whole batch at once.</summary>
public sealed class ListingFinder(HubDbContext db, MarketplaceClock clock)
{
    private readonly Dictionary<(string Marketplace, string Site, string ExternalId), FoundListing> known = [];
    private readonly Dictionary<Guid, DateOnly> todays = [];
    private Member? sender;

    /// <summary>Whose file it is: lines about stores and brands that are not theirs find no listing.</summary>
    public async Task SentByAsync(Guid? memberId, CancellationToken cancellationToken) =>
        sender = await db.Members.AsNoTracking().SingleOrDefaultAsync(m => m.Id == memberId, cancellationToken);

    internal async Task LearnAsync(IReadOnlyCollection<FigureRow> rows, CancellationToken cancellationToken)
    {
        var unknown = rows.Where(row => !known.ContainsKey(Key(row))).ToLookup(Key);
        var ids = unknown.Select(group => group.Key.ExternalId).Distinct(StringComparer.Ordinal).ToArray();
        var found = await db.Listings.AsNoTracking().Where(l => ids.Contains(l.ExternalId))
            .Join(db.Stores, l => l.StoreId, s => s.Id, (l, s) => new { l.Id, l.ExternalId, Store = s, Brand = db.Products.Where(p => p.Id == l.ProductId).Select(p => p.Brand).FirstOrDefault() }).ToListAsync(cancellationToken);
        foreach (var same in found.GroupBy(l => (l.Store.Marketplace, l.Store.Site, l.ExternalId)).Where(group => unknown.Contains(group.Key)))
        {
            // Several SKUs of one store may share an id (and so a picture and figures): the first one stands for them.
            var isAmbiguous = same.Select(l => l.Store.Id).Distinct().Count() > 1;
            var isOutside = sender is not null && !same.All(l => sender.WorksOnStore(l.Store.Id) && sender.WorksOnBrand(l.Brand));
            known[same.Key] = isAmbiguous || isOutside
                ? new FoundListing(null, isAmbiguous ? FileProblems.AmbiguousListing : FileProblems.OutsideScope, default)
                : new FoundListing(same.Min(l => l.Id), null, await TodayAsync(same.First().Store, cancellationToken));
        }

        foreach (var nowhere in unknown.Where(group => !known.ContainsKey(group.Key)))
        {
            known[nowhere.Key] = new FoundListing(null, FileProblems.UnknownListing, default);
        }
    }

    internal FoundListing Find(FigureRow row) => known[Key(row)];

    private async Task<DateOnly> TodayAsync(Store store, CancellationToken cancellationToken)
    {
        if (!todays.TryGetValue(store.Id, out var today))
        {
            todays[store.Id] = today = (await clock.ReadAsync(store, cancellationToken)).Today;
        }

        return today;
    }

    private static (string Marketplace, string Site, string ExternalId) Key(FigureRow row) => (row.Marketplace, row.Site, row.ExternalId);
}

/// <param name="Listing">Null when there is none, more than one, or none of the sender's.</param>
/// <param name="Problem">Why there is no listing.</param>
/// <param name="Today">The marketplace's.</param>
internal readonly record struct FoundListing(Guid? Listing, ProblemType? Problem, DateOnly Today);
