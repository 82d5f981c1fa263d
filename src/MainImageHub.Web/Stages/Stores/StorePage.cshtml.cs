using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Marketplaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Stores;

[Requires(HubAction.Read)]
public sealed class StorePage(
    HubDbContext db, VerifyStore verify, StartImport start, ConnectStore connect, ListingPages pages, StoreConnections connections, SimulatedTime simulation, CurrentMember me, IStringLocalizer<StoresWords> words) : PageModel
{
    public StoreView Store { get; private set; } = null!;

    /// <summary>The newest of the whole store, or of single listings where it was never read whole.</summary>
    public StoreImport? Import { get; private set; }

    /// <summary>What shoppers see now, whoever put it there since the reading.</summary>
    public LiveCounts Live { get; private set; } = new(0, 0);

    public IReadOnlyList<BreakingListing> Breaking { get; private set; } = [];

    public IReadOnlyList<ListingView> Listings { get; private set; } = [];

    public string? Next { get; private set; }

    /// <summary>What the marketplace asks for; none where its connector is not built in.</summary>
    public IReadOnlyList<CredentialField> Credentials { get; private set; } = [];

    /// <summary>Read by the shoppers' pages, listing by listing: there is nothing to sign in to, and nothing to be read whole.</summary>
    public bool IsByHand { get; private set; }

    /// <summary>Of a simulated marketplace.</summary>
    public SimulatedTimeView? Simulated { get; private set; }

    public async Task OnGetAsync(Guid id, string? cursor, CancellationToken cancellationToken)
    {
        var row = await FindAsync(id, cancellationToken);
        (Store, IsByHand) = (StoreView.Of(row), connections.IsByHand(row));
        Credentials = connections.FindConnector(Store.Marketplace)?.Capabilities.Credentials ?? [];
        Simulated = await simulation.OfAsync(row, $"/w/{me.Workspace.Slug}/stores/{id}", cancellationToken);
        Import = await db.WholeReadingAsync(id, cancellationToken) ?? (await db.RecentReadingsAsync(id, cancellationToken)).FirstOrDefault();
        Live = await db.LiveCountsAsync(id, cancellationToken);
        Breaking = await db.BreakingAsync(id, importId: null, most: 50, cancellationToken);
        var page = new PageQuery { Cursor = cursor };
        var before = page.Before;
        var rows = await db.Listings.AsNoTracking().Where(l => l.StoreId == id && l.Id < before).OrderByDescending(l => l.Id).Take(page.Take + 1).ToListAsync(cancellationToken);
        (Listings, Next) = page.Cut([.. rows.Select(ListingView.Of)], l => l.Id);
    }

    [Requires(HubAction.ManageStores)]
    public async Task<IActionResult> OnPostVerifyAsync(Guid id, CancellationToken cancellationToken)
    {
        var check = await verify.VerifyAsync(await FindAsync(id, cancellationToken), cancellationToken);
        TempData.Alert(check.Detail.For(System.Globalization.CultureInfo.CurrentUICulture.Name), check.Ok ? AlertKind.Success : AlertKind.Problem);
        return Back(id);
    }

    [Requires(HubAction.ManageStores)]
    public async Task<IActionResult> OnPostImportAsync(Guid id, CancellationToken cancellationToken)
    {
        await start.StartAsync(await FindAsync(id, cancellationToken), skus: null, me.Actor, cancellationToken);
        return Back(id);
    }

    /// <summary>The same for a store that is read by the shoppers' pages.</summary>
    [Requires(HubAction.ManageStores)]
    public async Task<IActionResult> OnPostLookAsync(Guid id, CancellationToken cancellationToken)
    {
        var store = await FindAsync(id, cancellationToken);
        me.RequireStore(store);
        TempData.Alert(words["LooksOrdered", await pages.LookAtAllAsync(store, cancellationToken)]);
        return Back(id);
    }

    [Requires(HubAction.ManageStores)]
    public async Task<IActionResult> OnPostPushesAsync(Guid id, bool allow, CancellationToken cancellationToken)
    {
        await connect.ReviseAsync(await FindAsync(id, cancellationToken), new ReviseStoreRequest(Name: null, Endpoint: null, allow, Credentials: null), cancellationToken);
        return Back(id);
    }

    [Requires(HubAction.ManageStores)]
    public async Task<IActionResult> OnPostReviseAsync(Guid id, string? name, string? endpoint, Dictionary<string, string?> credentials, CancellationToken cancellationToken)
    {
        await connect.ReviseAsync(await FindAsync(id, cancellationToken), new ReviseStoreRequest(name ?? "", endpoint ?? "", AllowPush: null, credentials), cancellationToken);
        TempData.Alert(words["Revised"]);
        return Back(id);
    }

    /// <param name="back">The page where it was asked for.</param>
    [Requires(HubAction.ManageStores)]
    public async Task<IActionResult> OnPostTimeAsync(Guid id, SimulatedPace pace, string? back, CancellationToken cancellationToken)
    {
        await simulation.ChangeAsync(await FindAsync(id, cancellationToken), pace, cancellationToken);
        return Url.IsLocalUrl(back) ? LocalRedirect(back) : Back(id);
    }

    private RedirectResult Back(Guid id) => Redirect($"/w/{me.Workspace.Slug}/stores/{id}");

    private async Task<Store> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await db.Stores.SingleOrDefaultAsync(s => s.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because();
}
