using System.Globalization;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Turns;

/// <summary>Says who does which step in how many days. Every due date follows at once, since none is kept.</summary>
public sealed class ChangeWorkflow(HubDbContext db, CurrentMember me, TimeProvider clock)
{
    public async Task<Workflow> RunAsync(IReadOnlyList<StepRule?>? steps, CancellationToken cancellationToken)
    {
        var given = (steps ?? []).OfType<StepRule>().OrderBy(s => s.Step).ToList();
        if (!given.ConvertAll(s => s.Step).SequenceEqual(Enum.GetValues<WorkflowStep>()))
        {
            throw TurnProblems.StepsIncomplete.Because();
        }

        var named = given.Select(s => s.MemberId).OfType<Guid>().ToArray();
        var members = await db.Members.AsNoTracking().Where(m => named.Contains(m.Id) && m.DeactivatedAt == null).ToDictionaryAsync(m => m.Id, cancellationToken);
        foreach (var rule in given)
        {
            if (rule.Days is < 0 or > Workflow.MostDays)
            {
                throw TurnProblems.DaysOutOfRange.Because(Workflow.MostDays);
            }

            if (!Permissions.Allows(rule.Role, Workflow.ActionOf(rule.Step)))
            {
                throw TurnProblems.RoleCannot.Because(StepNames.Of(rule.Step));
            }

            if (rule.MemberId is { } id)
            {
                var member = members.GetValueOrDefault(id) ?? throw TurnProblems.MemberUnknown.Because();
                if (!Permissions.Allows(member.Role, Workflow.ActionOf(rule.Step)))
                {
                    throw TurnProblems.MemberCannot.Because(member.Name, StepNames.Of(rule.Step));
                }
            }
        }

        var workspace = await db.Workspaces.SingleAsync(cancellationToken);
        workspace.Workflow = new Workflow(given);
        db.Audit(me.Actor, "workspace.workflowChanged", "workspace", workspace.Id, clock.GetUtcNow(), new()
        {
            ["steps"] = string.Join("; ", given.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Step}: {(r.MemberId is { } id ? members[id].Name : r.Role.ToString())}, {r.Days} d"))),
        });
        await db.SaveChangesAsync(cancellationToken);
        return workspace.Workflow;
    }
}
