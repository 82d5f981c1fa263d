using MainImageHub.Domain;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Plan;

[Requires(HubAction.Read)]
public sealed class ProductPage(HubDbContext db, EditProducts edit, CurrentMember me, IStringLocalizer<PlanWords> words) : PageModel
{
    // A product is sold in a handful of places; a page with hundreds would be another page.
    private const int Most = 200;

    public ProductView Product { get; private set; } = null!;

    public IReadOnlyList<MainImage> Images { get; private set; } = [];

    /// <summary>Names of the stores that scopes speak of.</summary>
    public IReadOnlyDictionary<Guid, string> Stores { get; private set; } = new Dictionary<Guid, string>();

    public IReadOnlyList<Place> Places { get; private set; } = [];

    /// <summary>Given back with the form, so that nobody overwrites a change they have not seen.</summary>
    public uint RowVersion { get; private set; }

    public bool MayEdit => me.May(HubAction.EditProducts) && me.Member.WorksOnBrand(Product.Brand);

    /// <summary>Nothing hangs on the product, so it can be taken back.</summary>
    public bool CanBeRemoved => MayEdit && Images.Count == 0 && Places.Count == 0;

    public async Task OnGetAsync(Guid id, CancellationToken cancellationToken)
    {
        var product = await db.ProductAsync(id, cancellationToken);
        var family = await db.ProductFamilies.Where(f => f.Id == product.FamilyId).Select(f => f.Sku).FirstOrDefaultAsync(cancellationToken);
        Product = ProductView.Of(product, family);
        RowVersion = db.Entry(product).Property<uint>("xmin").CurrentValue;
        var images = await db.MainImages.AsNoTracking().Where(i => i.ProductId == id).OrderByDescending(i => i.Id).Take(Most).ToListAsync(cancellationToken);
        Images = [.. images.OrderBy(i => i.Scope.Kind).ThenBy(i => i.ScopeKey, StringComparer.Ordinal).ThenBy(i => i.Slot, StringComparer.Ordinal)];
        var rows = await db.Listings.AsNoTracking().Where(l => l.ProductId == id).OrderByDescending(l => l.Id).Take(Most)
            .Join(db.Stores, l => l.StoreId, s => s.Id, (l, s) => new { Listing = l, Store = s }).ToListAsync(cancellationToken);
        var alive = images.Where(i => i.RetiredAt is null && i.Slot == MainImage.MainSlot).ToList();
        Places = [.. rows.Select(r => new Place(r.Listing, r.Store, Scope.Resolve(alive, r.Store.Marketplace, r.Store.Site, r.Store.Id)))];
        Stores = await db.StoreNamesAsync(images.Select(i => i.Scope), cancellationToken);
    }

    [Requires(HubAction.EditProducts)]
    public async Task<IActionResult> OnPostAsync(Guid id, uint version, string? title, string? brand, string? category, string? familySku, CancellationToken cancellationToken)
    {
        var product = await db.ProductAsync(id, cancellationToken);
        me.RequireProduct(product);
        if (db.Entry(product).Property<uint>("xmin").CurrentValue != version)
        {
            throw HttpProblems.Changed.Because();
        }

        // A field that was emptied comes as nothing, and means just that here; over the API it would mean "as it is".
        await edit.ReviseAsync(product, new ProductRequest(Sku: null, title ?? "", brand ?? "", category ?? "", familySku ?? "", Attributes: null), cancellationToken);
        TempData.Alert(words["ProductSaved", product.Sku]);
        return Redirect($"/w/{me.Workspace.Slug}/products/{id}");
    }

    [Requires(HubAction.EditProducts)]
    public async Task<IActionResult> OnPostRemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        var product = await db.ProductAsync(id, cancellationToken);
        await edit.RemoveAsync(product, cancellationToken);
        TempData.Alert(words["ProductRemoved", product.Sku]);
        return Redirect($"/w/{me.Workspace.Slug}/products");
    }

    /// <param name="Image">The main image the listing uses, its own or inherited.</param>
    public sealed record Place(Listing Listing, Store Store, MainImage? Image);
}
