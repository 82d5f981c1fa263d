using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace MainImageHub.Web.Stages.Upload.Bulk;

/// <summary>Orders of pushes, newest first.</summary>
[Requires(HubAction.Read)]
public sealed class PushBatchListModel(ReadPushes read) : PageModel
{
    public Page<PushBatchView> Batches { get; private set; } = new([], null);

    public async Task OnGetAsync(string? cursor, CancellationToken cancellationToken) =>
        Batches = await read.ListAsync(new PageQuery { Cursor = cursor }, cancellationToken);
}
