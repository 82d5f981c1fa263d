using System.Globalization;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Pictures;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Workspace;

[Requires(HubAction.Read)]
public sealed class RulePackPage(RuleBook book, ReadOwnRules ownRules, RuleSources sources, TimeProvider clock, IStringLocalizer<WorkspaceWords> words) : PageModel
{
    public RulePackDetail Pack { get; private set; } = null!;

    public static bool IsChinese => CultureInfo.CurrentUICulture.Name.StartsWith("zh", StringComparison.Ordinal);

    /// <summary>What can be read again, by its id in the pack.</summary>
    public IReadOnlyDictionary<string, SourceState> Sources { get; private set; } = new Dictionary<string, SourceState>();

    public async Task OnGetAsync(string marketplace, CancellationToken cancellationToken)
    {
        Pack = book.TryDescribe(marketplace, clock.GetUtcNow(), out var pack, await ownRules.NowAsync(cancellationToken)) ? pack : throw HttpProblems.NotFound.Because();
        Sources = (await sources.StatesAsync(cancellationToken)).Where(s => s.Marketplace == marketplace).ToDictionary(s => s.Source.Id);
    }

    [Requires(HubAction.ManageWorkspace)]
    public async Task<IActionResult> OnPostReadAsync(string marketplace, string source, bool changed, string? note, CancellationToken cancellationToken)
    {
        await sources.ReadAsync(marketplace, source, changed, note, cancellationToken);
        TempData.Alert(words["SourceReadThanks"]);
        return RedirectToPage(null, null, null, "sources");
    }
}
