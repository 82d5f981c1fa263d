using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Turns;

/// <summary>A row of the form. Who: a role's word, or a member's id.</summary>
public sealed record StepForm(WorkflowStep Step, string? Who, int Days);

/// <summary>Who does which step in how many days.</summary>
[Requires(HubAction.ManageWorkspace)]
public sealed class WorkflowPageModel(HubDbContext db, ChangeWorkflow change, CurrentMember me, IStringLocalizer<TurnWords> words) : PageModel
{
    private const int MostPeople = 500;

    public Workflow Workflow { get; private set; } = Workflow.Default;

    public IReadOnlyList<Member> Members { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Workflow = me.Workspace.Workflow ?? Workflow.Default;
        Members = await db.Members.AsNoTracking().Where(m => m.DeactivatedAt == null).OrderBy(m => m.Name).Take(MostPeople).ToListAsync(cancellationToken);
    }

    [Requires(HubAction.ManageWorkspace)]
    public async Task<IActionResult> OnPostAsync(List<StepForm> steps, CancellationToken cancellationToken)
    {
        var rules = new List<StepRule>();
        foreach (var form in steps)
        {
            var named = Guid.TryParse(form.Who, out var id) ? await db.Members.AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, cancellationToken) ?? throw TurnProblems.MemberUnknown.Because() : null;
            // Should the person leave, whoever has their role goes on.
            var role = named?.Role ?? (Enum.TryParse<Role>(form.Who, out var known) && Enum.IsDefined(known) ? known : Workflow.Default.RuleOf(form.Step).Role);
            rules.Add(new StepRule(form.Step, role, named?.Id, form.Days));
        }

        await change.RunAsync(rules, cancellationToken);
        TempData.Alert(words["Saved"]);
        return LocalRedirect($"/w/{me.Workspace.Slug}/settings/workflow");
    }
}
