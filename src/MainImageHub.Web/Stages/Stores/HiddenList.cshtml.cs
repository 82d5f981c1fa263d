using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Stores;

/// <summary>Every listing that its marketplace hides from shoppers, with what it complains of, newest first.</summary>
[Requires(HubAction.Read)]
public sealed class HiddenList(HubDbContext db) : PageModel
{
    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public string? Next { get; private set; }

    public async Task OnGetAsync(string? cursor, CancellationToken cancellationToken)
    {
        var page = new PageQuery { Cursor = cursor };
        var before = page.Before;
        var rows = await db.HiddenListings().AsNoTracking().Where(l => l.Id < before).OrderByDescending(l => l.Id).Take(page.Take + 1)
            .Join(db.Stores, l => l.StoreId, s => s.Id, (l, s) => new { Listing = l, Store = s })
            .Join(db.Products, r => r.Listing.ProductId, p => p.Id, (r, p) => new { r.Listing, r.Store, p.Title })
            .OrderByDescending(r => r.Listing.Id).ToListAsync(cancellationToken);
        (Rows, Next) = page.Cut([.. rows.Select(r => new Row(r.Listing, r.Store.Name, r.Title))], r => r.Listing.Id);
    }

    public sealed record Row(Listing Listing, string Store, string Title);
}
