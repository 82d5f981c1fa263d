using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Stores;

/// <summary>Every live picture that breaks a rule of its site, in all stores, newest listing first.</summary>
[Requires(HubAction.Read)]
public sealed class BreakingList(HubDbContext db) : PageModel
{
    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public string? Next { get; private set; }

    public async Task OnGetAsync(string? cursor, CancellationToken cancellationToken)
    {
        var page = new PageQuery { Cursor = cursor };
        var before = page.Before;
        var rows = await db.Listings.AsNoTracking().Where(l => l.LiveVerdict == Verdict.Fail && l.Id < before).OrderByDescending(l => l.Id).Take(page.Take + 1)
            .Join(db.Stores, l => l.StoreId, s => s.Id, (l, s) => new { Listing = l, Store = s.Name })
            .Join(db.Products, r => r.Listing.ProductId, p => p.Id, (r, p) => new { r.Listing, r.Store, p.Title })
            .OrderByDescending(r => r.Listing.Id).ToListAsync(cancellationToken);
        (Rows, Next) = page.Cut([.. rows.Select(r => new Row(r.Listing.Id, r.Listing.LiveAssetId, r.Listing.Sku, r.Title, r.Store, r.Listing.LiveBrokenRules))], r => r.Id);
    }

    public sealed record Row(Guid Id, Guid? AssetId, string Sku, string Title, string Store, IReadOnlyList<string> Rules);
}
