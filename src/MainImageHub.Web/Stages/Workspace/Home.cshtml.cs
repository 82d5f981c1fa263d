using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Stages.SignIn;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>The board of six columns, and on top what needs me today.</summary>
[Requires(HubAction.Read)]
public sealed class HomePage(HubDbContext db, SystemDbContext system, CurrentMember me, ImageCards cards, NeedsMe needs, LivePicturesAtFault faults, TimeProvider clock) : PageModel
{
    private const int CountTo = 100;
    private const string CardsAtOnce = "12";

    public IReadOnlyList<CardColumn> Columns { get; private set; } = [];

    public IReadOnlyList<Need> Needs { get; private set; } = [];

    public LivePicturesVerdict? Live { get; private set; }

    public bool HasStores { get; private set; }

    /// <summary>A store whose pictures cannot come in, and why; looked for while there are none.</summary>
    public TroubledStore? Trouble { get; private set; }

    /// <summary>The demo the person may look around in while there is nothing here; null where there is none.</summary>
    public string? Demo { get; private set; }

    public bool IsEmpty => Columns.All(c => c.Cards.Count == 0);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        LastWorkspace.Remember(HttpContext, me.Workspace.Slug);
        var columns = new List<CardColumn>();
        foreach (var stage in Enum.GetValues<LifecycleStage>())
        {
            columns.Add(await ColumnAsync(stage, null, cancellationToken));
        }

        Columns = columns;
        HasStores = await db.Stores.AnyAsync(cancellationToken);
        if (IsEmpty)
        {
            Demo = me.Workspace.IsDemo ? null : await system.Members.Where(m => m.UserId == me.Member.UserId && m.DeactivatedAt == null)
                .Join(system.Workspaces.Where(w => w.IsDemo), m => m.WorkspaceId, w => w.Id, (m, w) => w.Slug).OrderBy(s => s).FirstOrDefaultAsync(cancellationToken);
            Trouble = await db.Stores.Where(s => s.Trouble != null).OrderBy(s => s.Id).Select(s => new TroubledStore(s.Id, s.Name, s.Trouble!)).FirstOrDefaultAsync(cancellationToken);
        }
        else
        {
            Needs = await needs.LookAsync(cancellationToken);
            Live = await faults.LookAsync(cancellationToken);
        }
    }

    /// <summary>The next cards of one column.</summary>
    public async Task<IActionResult> OnGetMoreAsync(LifecycleStage stage, string? cursor, CancellationToken cancellationToken) =>
        Partial("/Stages/Workspace/Cards.cshtml", await ColumnAsync(stage, cursor, cancellationToken));

    private async Task<CardColumn> ColumnAsync(LifecycleStage stage, string? cursor, CancellationToken cancellationToken)
    {
        var page = new PageQuery { Limit = CardsAtOnce, Cursor = cursor };
        var before = page.Before;
        var images = new ImageFilter { Stage = stage.ToString() }.Of(db, me, clock);
        var rows = await images.Where(i => i.Id < before).OrderByDescending(i => i.Id).Take(page.Take + 1).ToListAsync(cancellationToken);
        var cut = page.Cut(rows, i => i.Id);
        var count = rows.Count <= page.Take && cursor is null ? rows.Count : await images.Take(CountTo).CountAsync(cancellationToken);
        return new CardColumn(stage, Counts.Show(count, CountTo), await cards.ShowAsync(cut.Items, cancellationToken), cut.NextCursor);
    }

    public sealed record TroubledStore(Guid Id, string Name, LocalText Why);
}
