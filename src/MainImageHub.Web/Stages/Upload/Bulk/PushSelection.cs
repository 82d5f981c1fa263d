using MainImageHub.Domain;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Grid;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Upload.Bulk;

/// <summary>The listings behind what somebody chose: cells of the grid, main images, all that a filter names.</summary>
public sealed class PushSelection(HubDbContext db, CurrentMember me, GridOrders grid, TimeProvider clock)
{
    /// <summary>Main images that a filter names and the member may change, newest first; one more than <see cref="PlanPushes.Most"/> where there are more.</summary>
    public Task<List<Guid>> FindAsync(ImageFilter filter, CancellationToken cancellationToken) =>
        filter.Of(db, me, clock).WithinReachOf(me, db).OrderByDescending(i => i.Id).Take(PlanPushes.Most + 1).Select(i => i.Id).ToListAsync(cancellationToken);

    /// <summary>The listings that should show these main images: where a narrower one takes its place, a main image has none.</summary>
    public async Task<IReadOnlyList<Guid>> OfImagesAsync(IReadOnlyCollection<Guid> mainImageIds, CancellationToken cancellationToken)
    {
        var ids = mainImageIds.Distinct().ToArray();
        var products = await db.MainImages.Where(i => ids.Contains(i.Id)).Select(i => new { i.Id, i.ProductId }).ToListAsync(cancellationToken);
        if (products.Count != ids.Length)
        {
            throw HttpProblems.NotFound.Because();
        }

        var productIds = products.Select(p => p.ProductId).Distinct().ToArray();
        var images = (await db.MainImages.AsNoTracking().Where(i => productIds.Contains(i.ProductId) && i.Slot == MainImage.MainSlot && i.RetiredAt == null)
            .Select(i => new Planned(i.Id, i.ProductId, i.Scope)).ToListAsync(cancellationToken)).ToLookup(i => i.ProductId);
        var listings = await db.Listings.AsNoTracking().Where(l => productIds.Contains(l.ProductId)).Join(db.Stores, l => l.StoreId, s => s.Id, (l, s) => new { l.Id, l.ProductId, s.Marketplace, s.Site, StoreId = s.Id }).ToListAsync(cancellationToken);
        return [.. listings.Where(l => Scope.Resolve(images[l.ProductId], i => i.Scope, Scope.ForStore(l.Marketplace, l.Site, l.StoreId)) is { } shown && ids.Contains(shown.Id)).Select(l => l.Id)];
    }

    /// <summary>The listings in these cells.</summary>
    public async Task<IReadOnlyList<Guid>> OfCellsAsync(IReadOnlyList<string>? cells, string? slot, CancellationToken cancellationToken)
    {
        var chosen = await grid.PlacesAsync(cells, slot, PlanPushes.Most, cancellationToken);
        if (!string.IsNullOrEmpty(slot) && slot != MainImage.MainSlot)
        {
            throw UploadProblems.SlotNotVerified.Because(slot);
        }

        var productIds = chosen.Select(c => c.ProductId).Distinct().ToArray();
        var listings = (await db.Listings.AsNoTracking().Where(l => productIds.Contains(l.ProductId)).Select(l => new { l.Id, l.ProductId, l.StoreId }).ToListAsync(cancellationToken)).ToLookup(l => l.ProductId);
        return [.. chosen.SelectMany(c => listings[c.ProductId].Where(l => c.Stores.Contains(l.StoreId)).Select(l => l.Id)).Distinct()];
    }

    private sealed record Planned(Guid Id, Guid ProductId, Scope Scope);
}
