using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace MainImageHub.Web.Stages.Workspace;

[Requires(HubAction.Read)]
public sealed class RulesPage(RuleBook book, TimeProvider clock) : PageModel
{
    public IReadOnlyList<RulePackSummary> Packs { get; } = book.Summaries(clock.GetUtcNow());

    public void OnGet()
    {
        // The book is in memory.
    }
}
