using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace MainImageHub.Web.Jobs;

/// <summary>
/// Makes up for tickets that a crash swallowed: whatever is due, or whose lease ran out, gets a new one. Also clears what is old.
/// </summary>
[QuartzJob(Name = "sweep-work", Group = "hub")]
[CronTrigger("0/5 * * * * ?")]
[DisallowConcurrentExecution]
public sealed class SweepWorkJob(SystemDbContext db, WorkTickets tickets, IEnumerable<WorkKind> kinds, TimeProvider clock) : IJob
{
    // More tickets than threads would only queue up.
    private const int TicketsPerGroup = 4;

    private static readonly TimeSpan KeepDone = TimeSpan.FromDays(14);

    // A running test alone makes one every minute.
    private static readonly TimeSpan KeepRoutine = TimeSpan.FromDays(1);
    private static readonly TimeSpan KeepAnswers = TimeSpan.FromHours(24);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var now = clock.GetUtcNow();
        foreach (var group in WorkGroups.All)
        {
            var due = await db.WorkItems
                .Where(w => w.Group == group && ((w.State == WorkState.Waiting && w.DueAt <= now) || (w.State == WorkState.Running && w.LeaseUntil <= now)))
                .OrderBy(w => w.DueAt).Take(TicketsPerGroup).CountAsync(cancellationToken);
            for (var i = 0; i < due; i++)
            {
                await tickets.IssueAsync(group, now, cancellationToken);
            }
        }

        await db.WorkItems.Where(w => (w.State == WorkState.Done || w.State == WorkState.Discarded) && w.EndedAt < now - KeepDone).ExecuteDeleteAsync(cancellationToken);
        var routine = kinds.Where(k => k.IsRoutine).Select(k => k.Kind).ToList();
        await db.WorkItems.Where(w => w.State == WorkState.Done && routine.Contains(w.Kind) && w.EndedAt < now - KeepRoutine).ExecuteDeleteAsync(cancellationToken);
        await db.IdempotentAnswers.Where(a => a.CreatedAt < now - KeepAnswers).ExecuteDeleteAsync(cancellationToken);
    }
}
