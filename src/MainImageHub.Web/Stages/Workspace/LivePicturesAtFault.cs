using MainImageHub.Domain.Images;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Stages.Library;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>
/// The first thing a new user learns: how many of the pictures shoppers see now break a rule of their own marketplace. Counted by
/// listing, whoever put the picture there.
/// </summary>
public sealed class LivePicturesAtFault(HubDbContext db, ComplianceJudge judge, PictureLibrary library)
{
    private const int Shown = 6;

    public async Task<LivePicturesVerdict?> LookAsync(CancellationToken cancellationToken)
    {
        var counts = await db.LiveCountsAsync(storeId: null, cancellationToken);
        if (counts.Live == 0)
        {
            return null;
        }

        var rows = await db.Listings.Where(l => l.LiveAssetId != null && l.LiveVerdict == Verdict.Fail).OrderByDescending(l => l.Id).Take(Shown)
            .Join(db.Stores, l => l.StoreId, s => s.Id, (l, s) => new { Listing = l, Store = s })
            .Join(db.Assets, r => r.Listing.LiveAssetId, a => a.Id, (r, a) => new { r.Listing, r.Store, Asset = a })
            .Join(db.Products, r => r.Listing.ProductId, p => p.Id, (r, p) => new { r.Listing, r.Store, r.Asset, p.Category })
            .OrderByDescending(r => r.Listing.Id).AsNoTracking().ToListAsync(cancellationToken);
        var faults = new List<LiveFault>();
        foreach (var row in rows)
        {
            faults.Add(new LiveFault(row.Listing.Id, row.Asset.Id, row.Listing.Sku, row.Store.Name, await WhyAsync(row.Asset, row.Store, row.Listing.ProductId, row.Category, cancellationToken)));
        }

        return new LivePicturesVerdict(counts, faults);
    }

    /// <summary>Null when the rules have changed since the picture was seen, and it breaks none any more.</summary>
    private async Task<LocalText?> WhyAsync(Asset asset, Store store, Guid productId, string? category, CancellationToken cancellationToken) =>
        (await judge.CheckAsync(asset.Facts, store.SiteCode, category, await library.LikesAsync(asset, productId, cancellationToken), cancellationToken)).Findings.FirstOrDefault(finding => finding.Verdict == Verdict.Fail)?.Message;
}

public sealed record LivePicturesVerdict(LiveCounts Counts, IReadOnlyList<LiveFault> Faults);

public sealed record LiveFault(Guid ListingId, Guid AssetId, string Sku, string Store, LocalText? Why);
