using MainImageHub.Web.Jobs;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>Ends a changed rule after its last day. Judging went by that day already; the row and what is kept follow here.</summary>
public sealed class RuleChangeEndsWork(HubDbContext db, RuleChanges changes, TimeProvider clock) : IWorkHandler
{
    public const string Kind = "rules.changeEnds";

    public async Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken)
    {
        if (await db.RuleChanges.SingleOrDefaultAsync(c => c.Id == task.SubjectId, cancellationToken) is not { EndedAt: null, EndsAt: { } ends } change)
        {
            return WorkOutcome.Finished;
        }

        if (clock.GetUtcNow() < ends)
        {
            return new WorkOutcome.Snooze(ends);
        }

        await changes.ExpireAsync(change, cancellationToken);
        return WorkOutcome.Finished;
    }
}
