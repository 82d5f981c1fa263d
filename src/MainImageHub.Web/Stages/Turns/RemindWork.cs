using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace MainImageHub.Web.Stages.Turns;

/// <summary>
/// Tells members the day before a step is due and when it is overdue, by their own calendars. A notice has a name of its own for step and due date
/// and stands in one transaction with the mail that is ordered for it, so whatever is killed or runs again tells it once.
/// </summary>
public sealed class RemindWork(HubDbContext db, ReadTurns read, Notices notices, TimeProvider clock) : IWorkHandler
{
    public const string Kind = "work.remind";

    public async Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken)
    {
        var board = await read.ReadAsync(null, cancellationToken);
        var now = clock.GetUtcNow();
        foreach (var member in board.Members)
        {
            var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, Notices.ZoneOf(member, board.Workspace.TimeZone)).DateTime);
            var person = new TeamMember(member.Id, member.Role);
            var due = board.Rows.Where(r => r.Turn.IsFor(person) && (r.Turn.DueOn < today || r.Turn.DueOn == today.AddDays(1)))
                .Select(r => Notice.Remind(board.Workspace.Id, member.Id, r.Turn.DueOn < today ? NoticeKind.Overdue : NoticeKind.DueTomorrow, r.MainImageId, r.Turn, now)).ToList();
            var keys = due.ConvertAll(n => n.Key);
            var told = (await db.Notices.Where(n => n.MemberId == member.Id && keys.Contains(n.Key)).Select(n => n.Key).ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
            var news = due.Where(n => !told.Contains(n.Key)).ToList();
            if (news.Count > 0)
            {
                db.Notices.AddRange(news);
                await notices.PlanMailAsync(member, board.Workspace, now, cancellationToken);
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        await notices.SentAsync(cancellationToken);
        return WorkOutcome.Finished;
    }
}

/// <summary>Every hour, since somewhere a day begins.</summary>
[QuartzJob(Name = "remind", Group = "turns")]
[CronTrigger("0 2 * * * ?")]
[DisallowConcurrentExecution]
public sealed class RemindJob(SystemDbContext system, IServiceScopeFactory scopes) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        foreach (var workspace in await system.Workspaces.AsNoTracking().Select(w => new { w.Id, w.Name }).ToListAsync(cancellationToken))
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<WorkspaceScope>().Enter(workspace.Id);
            var queue = scope.ServiceProvider.GetRequiredService<WorkQueue>();
            // In a lane, so that two rounds never count the same news.
            await queue.AddAsync(RemindWork.Kind, workspace.Id, workspace.Name, lane: $"remind/{workspace.Id}", cancellationToken: cancellationToken);
            await scope.ServiceProvider.GetRequiredService<HubDbContext>().SaveChangesAsync(cancellationToken);
            await queue.ScheduleAsync(cancellationToken);
        }
    }
}
