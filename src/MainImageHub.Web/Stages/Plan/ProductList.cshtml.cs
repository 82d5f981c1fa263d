using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Plan;

[Requires(HubAction.Read)]
public sealed class ProductList(HubDbContext db, EditProducts edit, CurrentMember me) : PageModel
{
    public string? Query { get; private set; }

    public IReadOnlyList<ProductView> Products { get; private set; } = [];

    public string? Next { get; private set; }

    public async Task OnGetAsync(string? query, string? cursor, CancellationToken cancellationToken)
    {
        Query = query;
        var page = new PageQuery { Cursor = cursor };
        var before = page.Before;
        var rows = await db.Products.AsNoTracking().Matching(query).Where(p => p.Id < before).OrderByDescending(p => p.Id).Take(page.Take + 1)
            .Select(p => new { Product = p, Family = db.ProductFamilies.Where(f => f.Id == p.FamilyId).Select(f => f.Sku).FirstOrDefault() }).ToListAsync(cancellationToken);
        (Products, Next) = page.Cut([.. rows.Select(r => ProductView.Of(r.Product, r.Family))], p => p.Id);
    }

    [Requires(HubAction.EditProducts)]
    public async Task<IActionResult> OnPostAsync(string? sku, string? title, string? brand, string? category, string? familySku, CancellationToken cancellationToken)
    {
        var product = await edit.AddAsync(new ProductRequest(sku, title, brand, category, familySku, Attributes: null), cancellationToken);
        return Redirect($"/w/{me.Workspace.Slug}/products/{product.Id}");
    }
}
