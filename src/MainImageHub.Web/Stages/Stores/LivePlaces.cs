using MainImageHub.Domain;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Listings;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Stores;

/// <summary>A listing that a main image is meant for, or that shows a version of it, as last seen at the marketplace.</summary>
/// <param name="Listing">What the marketplace says of it.</param>
/// <param name="Store">Where.</param>
/// <param name="Version">The number of this main image's version that shoppers see; null when they see another picture, or none.</param>
public sealed record LivePlace(Listing Listing, Store Store, int? Version);

public static class LivePlaces
{
    // As on the product's page: a product is sold in a handful of places.
    private const int Most = 200;

    /// <summary>Those that the marketplace hides first, then those it complains about.</summary>
    public static async Task<IReadOnlyList<LivePlace>> LivePlacesAsync(this HubDbContext db, MainImage image, CancellationToken cancellationToken)
    {
        if (image.Slot != MainImage.MainSlot)
        {
            return [];
        }

        var rows = await db.Listings.AsNoTracking().Where(l => l.ProductId == image.ProductId).OrderByDescending(l => l.Id).Take(Most)
            .Join(db.Stores, l => l.StoreId, s => s.Id, (l, s) => new { Listing = l, Store = s }).ToListAsync(cancellationToken);
        var ids = rows.ConvertAll(r => r.Listing.Id);
        var shown = (await db.Ledger.Where(e => ids.Contains(e.ListingId) && e.Slot == MainImage.MainSlot && e.EndedAt == null)
            .Join(db.Versions.Where(v => v.MainImageId == image.Id), e => e.VersionId, v => v.Id, (e, v) => new { e.ListingId, v.Number }).ToListAsync(cancellationToken))
            .ToLookup(e => e.ListingId, e => (int?)e.Number);
        var alive = await db.MainImages.AsNoTracking().Where(i => i.ProductId == image.ProductId && i.Slot == MainImage.MainSlot && i.RetiredAt == null).ToListAsync(cancellationToken);
        return [.. rows.Select(r => new LivePlace(r.Listing, r.Store, shown[r.Listing.Id].FirstOrDefault()))
            .Where(p => p.Version is not null || Scope.Resolve(alive, p.Store.Marketplace, p.Store.Site, p.Store.Id)?.Id == image.Id)
            .OrderByDescending(p => p.Listing.Suppressed).ThenByDescending(p => p.Listing.Issues.Count > 0).ThenBy(p => p.Store.Name, StringComparer.Ordinal).ThenBy(p => p.Listing.Sku, StringComparer.Ordinal)];
    }
}
