using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace MainImageHub.Web.Stages.Design;

/// <summary>Orders of repairs, newest first.</summary>
[Requires(HubAction.Read)]
public sealed class FixListModel(ReadFixes read) : PageModel
{
    public Page<FixBatchView> Batches { get; private set; } = new([], null);

    public async Task OnGetAsync(string? cursor, CancellationToken cancellationToken) =>
        Batches = await read.ListAsync(new PageQuery { Cursor = cursor }, cancellationToken);
}
