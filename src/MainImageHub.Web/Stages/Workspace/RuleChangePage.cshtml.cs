using System.Text.Json;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Pictures;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>The form with which a workspace reads one rule otherwise than the pack does.</summary>
[Requires(HubAction.ManageWorkspace)]
public sealed class RuleChangePage(RuleBook book, ReadOwnRules ownRules, RuleChanges changes, TimeProvider clock, IStringLocalizer<WorkspaceWords> words) : PageModel
{
    public RulePackDetail Pack { get; private set; } = null!;

    public RuleRow Rule { get; private set; } = null!;

    public IReadOnlyList<LimitField> Fields { get; private set; } = [];

    public DateOnly Today { get; } = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    public async Task OnGetAsync(string marketplace, string rule, CancellationToken cancellationToken)
    {
        var own = await ownRules.NowAsync(cancellationToken);
        Pack = book.TryDescribe(marketplace, clock.GetUtcNow(), out var pack, own) ? pack : throw HttpProblems.NotFound.Because();
        Rule = pack.Rules.SingleOrDefault(row => row.Rule == rule) ?? throw HttpProblems.NotFound.Because();
        Fields = LimitField.Of(rule);
    }

    /// <param name="marketplace">Whose rule, and whose numbers stood in the form.</param>
    /// <param name="rule">The rule's id.</param>
    /// <param name="place"><c>*</c> for every marketplace, empty for this one, else one of its sites.</param>
    /// <param name="effect">What the change does.</param>
    /// <param name="reason">Why.</param>
    /// <param name="lastDay">The last day on which it holds.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    [Requires(HubAction.ManageWorkspace)]
    public async Task<IActionResult> OnPostAsync(string marketplace, string rule, string? place, RuleEffect? effect, string? reason, DateOnly? lastDay, CancellationToken cancellationToken)
    {
        await OnGetAsync(marketplace, rule, cancellationToken);
        var limits = effect == RuleEffect.Limits ? LimitForm.Read(rule, Rule.Limits, name => string.Join(", ", Request.Form["limit." + name].ToArray())) : (JsonElement?)null;
        await changes.MakeAsync(
            new(place == "*" ? RuleChange.Everywhere : marketplace, place is "*" or "" ? null : place, rule, effect ?? throw WorkspaceProblems.RuleEffectMissing.Because(), limits, reason, lastDay),
            cancellationToken);
        TempData.Alert(words["RuleChangeMade"]);
        return Redirect($"/w/{RouteData.Values["workspace"]}/rules/{marketplace}");
    }
}
