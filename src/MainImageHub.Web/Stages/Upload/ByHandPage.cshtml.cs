using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Upload;

/// <summary>What a person is to put up, and what a person says is up and nobody could see. Narrowed by its address.</summary>
[Requires(HubAction.Read)]
public sealed class ByHandPageModel(DeploymentReader reader, HubDbContext db, StoreConnections connections) : PageModel
{
    private const int MostStores = 200;

    [BindProperty(SupportsGet = true)]
    public Guid? MainImageId { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? StoreId { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Marketplace { get; set; }

    /// <summary><c>notVerified</c> for what was said to be up; what is to be done else.</summary>
    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public bool NotVerified => State == "notVerified";

    public Page<DeploymentView> List { get; private set; } = new([], null);

    /// <summary>Those that are done by hand.</summary>
    public IReadOnlyList<Store> Stores { get; private set; } = [];

    public string Filter => new HandTaskFilter(null, MainImageId, StoreId, Marketplace).ToQuery();

    public async Task OnGetAsync()
    {
        var stop = HttpContext.RequestAborted;
        var filter = new DeploymentFilter(MainImageId, Status: NotVerified ? null : DeploymentStatus.Manual, StoreId: StoreId, Marketplace: Marketplace, NotVerified: NotVerified);
        List = await reader.ListAsync(filter, new PageQuery { Cursor = Cursor }, stop);
        var marketplaces = connections.Connectors.Where(c => c.Capabilities.ByHand is not null).Select(c => c.Marketplace).ToList();
        Stores = await db.Stores.AsNoTracking().Where(s => marketplaces.Contains(s.Marketplace)).OrderBy(s => s.Name).Take(MostStores).ToListAsync(stop);
    }
}
