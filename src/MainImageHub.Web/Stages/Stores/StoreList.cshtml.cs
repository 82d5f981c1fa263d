using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Stores;

[Requires(HubAction.Read)]
public sealed class StoreList(HubDbContext db, StoreConnections connections) : PageModel
{
    /// <summary>There is nothing to sign in to.</summary>
    public bool IsByHand(StoreView store) => connections.FindConnector(store.Marketplace)?.Capabilities.ByHand is not null;

    public IReadOnlyList<StoreView> Stores { get; private set; } = [];

    public string? Next { get; private set; }

    public async Task OnGetAsync(string? cursor, CancellationToken cancellationToken)
    {
        var page = new PageQuery { Cursor = cursor };
        var before = page.Before;
        var rows = await db.Stores.AsNoTracking().Where(s => s.Id < before).OrderByDescending(s => s.Id).Take(page.Take + 1).ToListAsync(cancellationToken);
        (Stores, Next) = page.Cut([.. rows.Select(StoreView.Of)], s => s.Id);
    }
}
