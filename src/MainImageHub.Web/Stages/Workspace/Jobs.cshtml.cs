using MainImageHub.Domain.Images;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Workspace;

[Requires(HubAction.Read)]
public sealed class JobsPage(WorkDesk desk, ReopenPicture reopen, CurrentMember me, IEnumerable<WorkKind> kinds, IStringLocalizer<WorkspaceWords> words) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public WorkState? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Kind { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Problem { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Query { get; set; }

    /// <summary>Also what is done again and again by itself, once it is done.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Routine { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    /// <summary>By the words a person reads.</summary>
    public IReadOnlyList<(string Kind, string Name)> Kinds { get; } = [.. kinds.Select(k => (k.Kind, Name: words["Kind." + k.Kind].Value)).OrderBy(k => k.Name, StringComparer.CurrentCulture)];

    /// <summary>Which page of the files that are not opened any more.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Files { get; set; }

    public WorkOverview Overview { get; private set; } = null!;

    /// <summary>Files that are not opened any more.</summary>
    public Page<QuarantinedPicture> Quarantined { get; private set; } = null!;

    /// <summary>Asked for something that may not be there, or simply for all.</summary>
    public bool IsFiltered => State is not null || !string.IsNullOrEmpty(Kind) || !string.IsNullOrEmpty(Problem) || !string.IsNullOrWhiteSpace(Query);

    /// <summary>Who asks for one kind means that kind, done or not.</summary>
    private bool LeavesOutRoutine => !Routine && string.IsNullOrEmpty(Kind);

    public bool MayManage => me.May(HubAction.ManageJobs) && !me.Member.IsNarrowed;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Overview = await desk.LookAsync(Filter(null) with { LeavesOutRoutine = LeavesOutRoutine }, new PageQuery { Cursor = Cursor }, cancellationToken);
        Quarantined = await reopen.ListAsync(new PageQuery { Cursor = Files }, cancellationToken);
    }

    /// <summary>The part of the page that is looked at again every few seconds.</summary>
    public async Task<IActionResult> OnGetRowsAsync(CancellationToken cancellationToken)
    {
        await OnGetAsync(cancellationToken);
        return Partial("/Stages/Workspace/JobRows.cshtml", this);
    }

    [Requires(HubAction.ManageJobs)]
    public async Task<IActionResult> OnPostRetryAsync(Guid? id, CancellationToken cancellationToken)
    {
        var count = await desk.RetryAsync(Filter(id), cancellationToken);
        TempData.Alert(words[count == 1 ? "WorkRetriedOne" : "WorkRetried", count]);
        return Back();
    }

    [Requires(HubAction.ManageJobs)]
    public async Task<IActionResult> OnPostDiscardAsync(Guid? id, CancellationToken cancellationToken)
    {
        var count = await desk.DiscardAsync(Filter(id), cancellationToken);
        TempData.Alert(words[count == 1 ? "WorkItemDiscarded" : "WorkItemsDiscarded", count]);
        return Back();
    }

    [Requires(HubAction.ManageJobs)]
    public async Task<IActionResult> OnPostReopenAsync(Guid picture, CancellationToken cancellationToken)
    {
        TempData.Alert(words["QuarantineReopened", await reopen.RunAsync(picture, cancellationToken)]);
        return Back();
    }

    [Requires(HubAction.ManageJobs)]
    public async Task<IActionResult> OnPostReopenAllAsync(CancellationToken cancellationToken)
    {
        TempData.Alert(words["QuarantineReopenedAll", await reopen.RunAllAsync(cancellationToken)]);
        return Back();
    }

    /// <summary>Dropping it would leave what it is about neither here nor there.</summary>
    public bool IsDiscardable(string kind) => kinds.FirstOrDefault(k => k.Kind == kind)?.IsDiscardable ?? true;

    public string Link(string? handler = null, string? cursor = null, string? files = null) => Request.Path + QueryString.Create(
        new Dictionary<string, string?> { ["handler"] = handler, ["state"] = State?.ToString(), ["kind"] = Kind, ["problem"] = Problem, ["query"] = Query, ["routine"] = Routine ? "true" : null, ["cursor"] = cursor, ["files"] = files }.Where(p => !string.IsNullOrEmpty(p.Value)));

    private LocalRedirectResult Back() => LocalRedirect(Link());

    private WorkFilter Filter(Guid? id) => id is null ? new(null, State, Kind, Problem, Query) : new(id, null, null, null, null);
}
