using MainImageHub.Domain.Experiments;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Optimize;

/// <summary>All tests of the workspace, newest first.</summary>
[Requires(HubAction.Read)]
public sealed class ExperimentsModel(HubDbContext db) : PageModel
{
    public Page<Experiment> Tests { get; private set; } = new([], null);

    public async Task OnGetAsync(string? cursor, CancellationToken cancellationToken)
    {
        var page = new PageQuery { Cursor = cursor };
        var before = page.Before;
        Tests = page.Cut(await db.Experiments.AsNoTracking().Where(e => e.Id < before).OrderByDescending(e => e.Id).Take(page.Take + 1).ToListAsync(cancellationToken), e => e.Id);
    }
}
