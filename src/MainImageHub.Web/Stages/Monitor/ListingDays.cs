using System.Runtime.CompilerServices;
using MainImageHub.Domain;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Metrics;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Monitor;

/// <summary>A listing's figures, what was seen live on it, and the clock they go by.</summary>
public sealed record ListingHistory(Listing Listing, Store Store, MarketplaceTime Time, IReadOnlyList<DailyFigures> Days, IReadOnlyList<LedgerInterval> Ledger);

/// <summary>Where a main image is or was shown.</summary>
/// <param name="Ever">At any time.</param>
/// <param name="Now">By its place among the product's main images.</param>
public sealed record ShownListings(IReadOnlyList<Guid> Ever, IReadOnlySet<Guid> Now);

/// <summary>Reads what is known of listings day by day: both sources laid over each other, and the ledger beside them.</summary>
public sealed class ListingDays(HubDbContext db, MarketplaceClock clock)
{
    /// <summary>The listings that show this main image: covered by its scope and by no narrower one.</summary>
    public async Task<IReadOnlyList<Guid>> ListingsOfAsync(MainImage image, CancellationToken cancellationToken)
    {
        var siblings = await db.MainImages.AsNoTracking()
            .Where(i => i.ProductId == image.ProductId && i.Slot == image.Slot && (i.RetiredAt == null || i.Id == image.Id)).ToListAsync(cancellationToken);
        var listings = await db.Listings.AsNoTracking().Where(l => l.ProductId == image.ProductId)
            .Join(db.Stores, l => l.StoreId, s => s.Id, (l, s) => new { l.Id, StoreId = s.Id, s.Marketplace, s.Site }).ToListAsync(cancellationToken);
        // Of two at one place, a retired one and its successor, each one's page is about itself.
        return [.. listings.Where(l => Scope.Resolve(siblings.OrderByDescending(i => i.Id == image.Id), l.Marketplace, l.Site, l.StoreId)?.Id == image.Id).Select(l => l.Id)];
    }

    /// <summary>Those, and the ones that were seen to show it at some time: what it earned there stays its own, whatever was planned since.</summary>
    public async Task<ShownListings> EverOfAsync(MainImage image, CancellationToken cancellationToken)
    {
        var seen = await db.Ledger.Where(e => e.Slot == image.Slot && db.Versions.Any(v => v.Id == e.VersionId && v.MainImageId == image.Id)).Select(e => e.ListingId).Distinct().ToListAsync(cancellationToken);
        var now = await ListingsOfAsync(image, cancellationToken);
        return new ShownListings([.. now.Union(seen)], now.ToHashSet());
    }

    /// <param name="listingIds">Those of one main image: every day of theirs is loaded.</param>
    /// <param name="slot">Whose ledger is read; null when nobody asks which picture it was.</param>
    /// <param name="from">First day.</param>
    /// <param name="to">Last day, included.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IReadOnlyList<ListingHistory>> ReadAsync(IReadOnlyCollection<Guid> listingIds, string? slot, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var days = (await MergedAsync(listingIds, from, to, cancellationToken)).ToLookup(day => day.ListingId);
        var listings = await db.Listings.AsNoTracking().Where(l => listingIds.Contains(l.Id)).OrderBy(l => l.Id).ToListAsync(cancellationToken);
        var storeIds = listings.Select(l => l.StoreId).Distinct().ToArray();
        var stores = await db.Stores.AsNoTracking().Where(s => storeIds.Contains(s.Id)).ToDictionaryAsync(s => s.Id, cancellationToken);
        var times = new Dictionary<Guid, MarketplaceTime>();
        foreach (var store in stores.Values)
        {
            times[store.Id] = await clock.ReadAsync(store, cancellationToken);
        }

        var ledger = slot is null
            ? Enumerable.Empty<Domain.Deployments.LedgerEntry>().ToLookup(entry => entry.ListingId)
            : (await db.Ledger.AsNoTracking().Where(e => listingIds.Contains(e.ListingId) && e.Slot == slot).OrderBy(e => e.FirstSeenAt).ToListAsync(cancellationToken)).ToLookup(entry => entry.ListingId);
        return [.. listings.Select(listing => new ListingHistory(
            listing,
            stores[listing.StoreId],
            times[listing.StoreId],
            [.. days[listing.Id].OrderBy(day => day.Date).Select(day => day.For(listing, stores[listing.StoreId]))],
            [.. ledger[listing.Id].Select(Interval)]))];
    }

    // Up to the last look and no further: what was shown from there on nobody knows, until a later look sees the same.
    private static LedgerInterval Interval(Domain.Deployments.LedgerEntry entry) =>
        new(entry.VersionId, entry.AssetId?.ToString("n") ?? "", entry.FirstSeenAt, entry.LastSeenAt);

    private Task<List<MergedDay>> MergedAsync(IReadOnlyCollection<Guid> listingIds, DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<MergedDay>(FormattableStringFactory.Create(
            $"""
            select listing_id as "ListingId", date as "Date", impressions as "Impressions", clicks as "Clicks", sessions as "Sessions", orders as "Orders",
              units as "Units", revenue as "Revenue", ad_spend as "AdSpend", currency as "Currency"
            from ({MergedDays.Sql}) m
            """,
            db.WorkspaceId!.Value,
            from,
            to,
            listingIds.ToArray())).ToListAsync(cancellationToken);

    private sealed record MergedDay(
        Guid ListingId, DateOnly Date, long? Impressions, long? Clicks, long? Sessions, long? Orders, long? Units, decimal? Revenue, decimal? AdSpend, string? Currency)
    {
        public DailyFigures For(Listing listing, Store store) =>
            new(Date, store.SiteCode, listing.ExternalId, Impressions, Clicks, Sessions, Orders, Units, Revenue, Currency, AdSpend);
    }
}
