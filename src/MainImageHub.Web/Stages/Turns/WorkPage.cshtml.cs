using System.Globalization;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Turns;

/// <summary>Whose turn it is and by when: my tasks first, everybody's by filter, how much each has to do, and handing over.</summary>
[Requires(HubAction.Read)]
public sealed class WorkPageModel(HubDbContext db, ReadTurns read, ReadTasks tasks, HandOver handOver, AuditNames names, CurrentMember me, TimeProvider clock, IStringLocalizer<TurnWords> words) : PageModel
{
    private const int OnOnePage = 50;

    public WorkFilter Filter { get; private set; } = new();

    public IReadOnlyList<TaskLine> Tasks { get; private set; } = [];

    /// <summary>All that fit.</summary>
    public int Total { get; private set; }

    /// <summary>The place after which the next page begins; null on the last.</summary>
    public string? Next { get; private set; }

    public IReadOnlyList<Workload> Loads { get; private set; } = [];

    public IReadOnlyList<Member> Members { get; private set; } = [];

    public IReadOnlyDictionary<Guid, string> Stores { get; private set; } = new Dictionary<Guid, string>();

    /// <summary>What could not be handed over just now, and why.</summary>
    public IReadOnlyList<(string Name, HandedOver Result)> Refused { get; private set; } = [];

    public bool IsCut { get; private set; }

    public bool MayHandOver => me.May(HubAction.EditBriefs);

    public DateOnly Today => me.Today(clock);

    /// <summary>The one person whose tasks are shown; null where they are somebody's of a role, everybody's or mine with my role's.</summary>
    public Member? Shown => Guid.TryParse(Filter.Member, out var id) ? Members.FirstOrDefault(m => m.Id == id) : null;

    public Task OnGetAsync([FromQuery] WorkFilter filter, CancellationToken cancellationToken) => ShowAsync(filter, cancellationToken);

    [Requires(HubAction.EditBriefs)]
    public async Task<IActionResult> OnPostAsync([FromQuery] WorkFilter filter, List<Guid> mainImageIds, Guid? fromMemberId, Guid? toMemberId, CancellationToken cancellationToken)
    {
        var results = await handOver.RunAsync(new HandOverRequest(fromMemberId is null ? mainImageIds : null, fromMemberId, toMemberId), cancellationToken);
        var given = results.Count(r => r.Problem is null);
        var to = await db.Members.Where(m => m.Id == toMemberId).Select(m => m.Name).SingleAsync(cancellationToken);
        if (given > 0)
        {
            TempData.Alert(words["GivenTo", given, to]);
        }

        if (given == results.Count)
        {
            return LocalRedirect($"/w/{me.Workspace.Slug}/work{filter.ToQuery('?')}");
        }

        var called = await names.OfImagesAsync([.. results.Select(r => r.MainImageId)], cancellationToken);
        Refused = [.. results.Where(r => r.Problem is not null).Select(r => (called.GetValueOrDefault(r.MainImageId, "–"), r))];
        db.ChangeTracker.Clear();
        await ShowAsync(filter with { After = null }, cancellationToken);
        return Page();
    }

    private async Task ShowAsync(WorkFilter filter, CancellationToken cancellationToken)
    {
        Filter = filter;
        var board = await read.ReadAsync(null, cancellationToken);
        var rows = filter.Of(board, me, clock);
        var rest = filter.Rest(rows).Take(OnOnePage + 1).ToList();
        Total = rows.Count;
        Next = rest.Count > OnOnePage ? WorkFilter.PlaceOf(rest[OnOnePage - 1]) : null;
        Tasks = await tasks.ShowAsync([.. rest.Take(OnOnePage)], board, cancellationToken);
        Loads = board.Loads(Today);
        Members = [.. board.Members.OrderBy(m => m.Name, StringComparer.Create(CultureInfo.CurrentUICulture, ignoreCase: true))];
        Stores = await db.StoreNamesAsync(Tasks.Select(t => t.Scope), cancellationToken);
        IsCut = board.IsCut;
    }
}
