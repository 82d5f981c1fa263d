using MainImageHub.Domain.Images;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace MainImageHub.Web.Stages.Design;

/// <summary>One order of repairs: how far it is, and of each picture the new version or why there is none.</summary>
[Requires(HubAction.Read)]
public sealed class FixBatchPageModel(ReadFixes read, OrderFixes order, CurrentMember me) : PageModel
{
    public FixBatchView Batch { get; private set; } = null!;

    public IReadOnlyList<FixItemView> Items { get; private set; } = [];

    public FixItemStatus? Only { get; private set; }

    public string? Next { get; private set; }

    public string Address => $"/w/{me.Workspace.Slug}/fixes/{Batch.Id}";

    public bool MayChange => me.May(HubAction.UploadVersions) && (Batch.RequestedById == me.Id || !me.Member.IsNarrowed);

    public async Task OnGetAsync(Guid id, FixItemStatus? status, string? cursor, CancellationToken cancellationToken)
    {
        Batch = await read.OneAsync(id, cancellationToken);
        Only = status;
        var page = await read.ItemsAsync(id, status, new PageQuery { Cursor = cursor, Limit = "100" }, cancellationToken);
        (Items, Next) = (page.Items, page.NextCursor);
    }

    [Requires(HubAction.UploadVersions)]
    public async Task<IActionResult> OnPostCancelAsync(Guid id, CancellationToken cancellationToken)
    {
        await order.CancelAsync(id, cancellationToken);
        return LocalRedirect($"/w/{me.Workspace.Slug}/fixes/{id}");
    }

    [Requires(HubAction.UploadVersions)]
    public async Task<IActionResult> OnPostRetryAsync(Guid id, CancellationToken cancellationToken)
    {
        await order.RetryAsync(id, cancellationToken);
        return LocalRedirect($"/w/{me.Workspace.Slug}/fixes/{id}");
    }
}
