using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Optimize;

/// <summary>All tests of the workspace, newest first.</summary>
[Requires(HubAction.Read)]
public sealed class ExperimentsModel(HubDbContext db, TestRows rows) : PageModel
{
    public IReadOnlyList<TestRow> Tests { get; private set; } = [];

    public string? Next { get; private set; }

    public async Task OnGetAsync(string? cursor, CancellationToken cancellationToken)
    {
        var page = new PageQuery { Cursor = cursor };
        var before = page.Before;
        var cut = page.Cut(await db.Experiments.AsNoTracking().Where(e => e.Id < before).OrderByDescending(e => e.Id).Take(page.Take + 1).ToListAsync(cancellationToken), e => e.Id);
        (Tests, Next) = (await rows.OfAsync(cut.Items, cancellationToken), cut.NextCursor);
    }
}
