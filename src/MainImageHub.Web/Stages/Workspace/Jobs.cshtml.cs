using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Workspace;

[Requires(HubAction.Read)]
public sealed class JobsPage(WorkDesk desk, CurrentMember me, IEnumerable<WorkKind> kinds, IStringLocalizer<WorkspaceWords> words) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public WorkState? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Kind { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Problem { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Query { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public IReadOnlyList<string> Kinds { get; } = [.. kinds.Select(k => k.Kind).Order(StringComparer.Ordinal)];

    public WorkOverview Overview { get; private set; } = null!;

    /// <summary>Asked for something that may not be there, or simply for all.</summary>
    public bool IsFiltered => State is not null || !string.IsNullOrEmpty(Kind) || !string.IsNullOrEmpty(Problem) || !string.IsNullOrWhiteSpace(Query);

    public bool MayManage => me.May(HubAction.ManageJobs) && !me.Member.IsNarrowed;

    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        Overview = await desk.LookAsync(Filter(null), new PageQuery { Cursor = Cursor }, cancellationToken);

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
        TempData.Alert(words["WorkRetried", count]);
        return Back();
    }

    [Requires(HubAction.ManageJobs)]
    public async Task<IActionResult> OnPostDiscardAsync(Guid? id, CancellationToken cancellationToken)
    {
        var count = await desk.DiscardAsync(Filter(id), cancellationToken);
        TempData.Alert(words["WorkItemsDiscarded", count]);
        return Back();
    }

    /// <summary>Dropping it would leave what it is about neither here nor there.</summary>
    public bool IsDiscardable(string kind) => kinds.FirstOrDefault(k => k.Kind == kind)?.IsDiscardable ?? true;

    public string Link(string? handler = null, string? cursor = null) => Request.Path + QueryString.Create(
        new Dictionary<string, string?> { ["handler"] = handler, ["state"] = State?.ToString(), ["kind"] = Kind, ["problem"] = Problem, ["query"] = Query, ["cursor"] = cursor }.Where(p => !string.IsNullOrEmpty(p.Value)));

    private LocalRedirectResult Back() => LocalRedirect(Link());

    private WorkFilter Filter(Guid? id) => id is null ? new(null, State, Kind, Problem, Query) : new(id, null, null, null, null);
}
