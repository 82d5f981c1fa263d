using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Stores;

/// <summary>What the API and the pages both ask of stores.</summary>
public static class StoreQueries
{
    /// <summary>The last twenty readings of a store, the newest first.</summary>
    public static Task<List<StoreImport>> RecentReadingsAsync(this HubDbContext db, Guid storeId, CancellationToken cancellationToken) =>
        db.StoreImports.AsNoTracking().Where(i => i.StoreId == storeId).OrderByDescending(i => i.Id).Take(20).ToListAsync(cancellationToken);

    /// <summary>The newest reading of the whole store; null when it was never read whole.</summary>
    public static Task<StoreImport?> WholeReadingAsync(this HubDbContext db, Guid storeId, CancellationToken cancellationToken) =>
        db.StoreImports.FromSql($"select * from store_import where store_id = {storeId} and skus = '[]'").AsNoTracking().OrderByDescending(i => i.Id).FirstOrDefaultAsync(cancellationToken);

    /// <summary>How many pictures shoppers see now, and how many of them break a rule of their site; counted by listing.</summary>
    /// <param name="db">The workspace's rows.</param>
    /// <param name="storeId">Only of this store; null for all.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public static async Task<LiveCounts> LiveCountsAsync(this HubDbContext db, Guid? storeId, CancellationToken cancellationToken)
    {
        var live = db.Listings.Where(l => l.LiveAssetId != null && (storeId == null || l.StoreId == storeId));
        return new(await live.Take(LiveCounts.CountTo).CountAsync(cancellationToken), await live.Where(l => l.LiveVerdict == Verdict.Fail).Take(LiveCounts.CountTo).CountAsync(cancellationToken));
    }

    /// <summary>
    /// Listings that their marketplace hides from shoppers. Not those whose picture was taken away because somebody here asked for it and
    /// none came after it: that one is hidden is what was wanted.
    /// </summary>
    public static IQueryable<Listing> HiddenListings(this HubDbContext db) => db.Listings.Where(l => l.Suppressed
        && (l.LiveAssetId != null || !db.Deployments.Any(d => d.ListingId == l.Id && d.AssetId == null && d.Status == DeploymentStatus.Live)));

    /// <summary>Listings whose live picture breaks a rule of their site, newest first.</summary>
    /// <param name="db">The workspace's rows.</param>
    /// <param name="storeId">Only of this store; null for all.</param>
    /// <param name="importId">Only those that this import read; null for all.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public static async Task<List<BreakingListing>> BreakingAsync(this HubDbContext db, Guid? storeId, Guid? importId, int most, CancellationToken cancellationToken)
    {
        var rows = await db.Listings
            .Where(l => l.LiveVerdict == Verdict.Fail && (storeId == null || l.StoreId == storeId) && (importId == null || l.ImportId == importId))
            .OrderByDescending(l => l.Id).Take(most)
            .Join(db.Products, l => l.ProductId, p => p.Id, (l, p) => new
            {
                Listing = l,
                p.Title,
                Image = db.Ledger.Where(e => e.ListingId == l.Id && e.EndedAt == null && e.VersionId != null)
                    .Join(db.Versions, e => e.VersionId, v => v.Id, (e, v) => (Guid?)v.MainImageId).FirstOrDefault(),
            })
            .AsNoTracking().ToListAsync(cancellationToken);
        return [.. rows.Select(r => new BreakingListing(r.Listing.Id, r.Listing.ProductId, r.Listing.Sku, r.Listing.ExternalId, r.Title, r.Image, r.Listing.LiveAssetId, r.Listing.LiveBrokenRules))];
    }
}

/// <summary>Counted to a thousand.</summary>
public sealed record LiveCounts(int Live, int Broken)
{
    public const int CountTo = 1000;

    public string LiveShown => Counts.Show(Live, CountTo);

    public string BrokenShown => Counts.Show(Broken, CountTo);
}
