using MainImageHub.Domain;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Plan;

[Requires(HubAction.Read)]
public sealed class ProductPage(HubDbContext db) : PageModel
{
    // A product is sold in a handful of places; a page with hundreds would be another page.
    private const int Most = 200;

    public ProductView Product { get; private set; } = null!;

    public IReadOnlyList<MainImage> Images { get; private set; } = [];

    /// <summary>Names of the stores that scopes speak of.</summary>
    public IReadOnlyDictionary<Guid, string> Stores { get; private set; } = new Dictionary<Guid, string>();

    public IReadOnlyList<Place> Places { get; private set; } = [];

    public async Task OnGetAsync(Guid id, CancellationToken cancellationToken)
    {
        var product = await db.ProductAsync(id, cancellationToken);
        var family = await db.ProductFamilies.Where(f => f.Id == product.FamilyId).Select(f => f.Sku).FirstOrDefaultAsync(cancellationToken);
        Product = ProductView.Of(product, family);
        var images = await db.MainImages.AsNoTracking().Where(i => i.ProductId == id).OrderByDescending(i => i.Id).Take(Most).ToListAsync(cancellationToken);
        Images = [.. images.OrderBy(i => i.Scope.Kind).ThenBy(i => i.ScopeKey, StringComparer.Ordinal).ThenBy(i => i.Slot, StringComparer.Ordinal)];
        var rows = await db.Listings.AsNoTracking().Where(l => l.ProductId == id).OrderByDescending(l => l.Id).Take(Most)
            .Join(db.Stores, l => l.StoreId, s => s.Id, (l, s) => new { Listing = l, Store = s }).ToListAsync(cancellationToken);
        var alive = images.Where(i => i.RetiredAt is null && i.Slot == MainImage.MainSlot).ToList();
        Places = [.. rows.Select(r => new Place(r.Listing, r.Store, Scope.Resolve(alive, r.Store.Marketplace, r.Store.Site, r.Store.Id)))];
        Stores = await db.StoreNamesAsync(images.Select(i => i.Scope), cancellationToken);
    }

    /// <param name="Image">The main image the listing uses, its own or inherited.</param>
    public sealed record Place(Listing Listing, Store Store, MainImage? Image);
}
