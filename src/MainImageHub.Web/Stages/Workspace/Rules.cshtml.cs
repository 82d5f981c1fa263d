using MainImageHub.Domain.Images;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Workspace;

[Requires(HubAction.Read)]
public sealed class RulesPage(RuleBook book, HubDbContext db, RuleChanges changes, RuleSources sources, TimeProvider clock, IStringLocalizer<WorkspaceWords> words) : PageModel
{
    private const int MostShown = 50;

    public IReadOnlyList<RulePackSummary> Packs { get; } = book.Summaries(clock.GetUtcNow());

    /// <summary>What the workspace reads otherwise now.</summary>
    public IReadOnlyList<RuleChangeRow> Changes { get; private set; } = [];

    /// <summary>What it once read otherwise, newest first.</summary>
    public IReadOnlyList<RuleChangeRow> Ended { get; private set; } = [];

    /// <summary>Whether what is kept follows the last change yet.</summary>
    public Rejudging? Rejudging { get; private set; }

    /// <summary>Whether pictures in use are measured again by newer code, and how far that is.</summary>
    public PictureUpkeep? Measuring { get; private set; }

    /// <summary>How many sources are to be read again, by marketplace.</summary>
    public IReadOnlyDictionary<string, int> ToRead { get; private set; } = new Dictionary<string, int>();

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        ToRead = (await sources.StatesAsync(cancellationToken)).Where(s => s.IsDue).CountBy(s => s.Marketplace).ToDictionary();
        Changes = [.. (await changes.Of(null).Where(c => c.EndedAt == null).ToListAsync(cancellationToken)).Select(c => c.ToRow())];
        Ended = [.. (await changes.Of(null).Where(c => c.EndedAt != null).Take(MostShown).ToListAsync(cancellationToken)).Select(c => c.ToRow())];
        Rejudging = await db.Rejudgings.AsNoTracking().OrderBy(r => r.EndedAt != null).ThenByDescending(r => r.Id).FirstOrDefaultAsync(cancellationToken);
        Measuring = await db.PictureUpkeeps.AsNoTracking().Where(u => u.Kind == UpkeepKind.Measure).OrderByDescending(u => u.Id).FirstOrDefaultAsync(cancellationToken);
    }

    [Requires(HubAction.ManageWorkspace)]
    public async Task<IActionResult> OnPostEndAsync(Guid id, CancellationToken cancellationToken)
    {
        await changes.EndAsync(id, cancellationToken);
        TempData.Alert(words["RuleChangeEnded"]);
        return RedirectToPage();
    }
}
