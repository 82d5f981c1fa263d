using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace MainImageHub.Web.Stages.Upload.Bulk;

/// <summary>One order of pushes: how far it is, and of each listing what was seen there or why nothing was sent.</summary>
[Requires(HubAction.Read)]
public sealed class PushBatchPageModel(ReadPushes read, ChangePushes change, CurrentMember me) : PageModel
{
    public PushBatchView Batch { get; private set; } = null!;

    public IReadOnlyList<PushBatchItemView> Items { get; private set; } = [];

    public PushItemState? Only { get; private set; }

    public string? Next { get; private set; }

    public string Address => $"/w/{me.Workspace.Slug}/pushes/{Batch.Id}";

    public bool MayChange => me.May(HubAction.Deploy);

    public async Task OnGetAsync(Guid id, PushItemState? state, string? cursor, CancellationToken cancellationToken)
    {
        Batch = await read.OneAsync(id, cancellationToken);
        Only = state;
        var page = await read.ItemsAsync(id, state, new PageQuery { Cursor = cursor, Limit = "100" }, cancellationToken);
        (Items, Next) = (page.Items, page.NextCursor);
    }

    [Requires(HubAction.Deploy)]
    public async Task<IActionResult> OnPostCancelAsync(Guid id, CancellationToken cancellationToken) => Back(await change.CancelAsync(id, cancellationToken));

    [Requires(HubAction.Deploy)]
    public async Task<IActionResult> OnPostRetryAsync(Guid id, CancellationToken cancellationToken) => Back(await change.RetryAsync(id, cancellationToken));

    [Requires(HubAction.Deploy)]
    public async Task<IActionResult> OnPostRollBackAsync(Guid id, CancellationToken cancellationToken) => Back(await change.RollBackAsync(id, cancellationToken));

    private LocalRedirectResult Back(PushBatchView batch) => LocalRedirect($"/w/{me.Workspace.Slug}/pushes/{batch.Id}");
}
