using MainImageHub.Domain.Experiments;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace MainImageHub.Web.Stages.Optimize;

/// <summary>Every minute each running test looks at the clock; the work itself finds out whether anything is to be done.</summary>
[QuartzJob(Name = "drive-tests", Group = "optimize")]
[CronTrigger("0 * * * * ?")]
[DisallowConcurrentExecution]
public sealed class DriveTestsJob(SystemDbContext system, IServiceScopeFactory scopes) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var running = await system.Experiments.AsNoTracking().Where(e => e.Status == ExperimentStatus.Running)
            .Select(e => new { e.Id, e.WorkspaceId, e.MainImageId }).ToListAsync(cancellationToken);
        foreach (var workspace in running.GroupBy(e => e.WorkspaceId))
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<WorkspaceScope>().Enter(workspace.Key);
            var db = scope.ServiceProvider.GetRequiredService<HubDbContext>();
            var queue = scope.ServiceProvider.GetRequiredService<WorkQueue>();
            foreach (var experiment in workspace)
            {
                await queue.AddAsync(TestWork.Kind, experiment.Id, await db.SkuOfAsync(experiment.MainImageId, cancellationToken), cancellationToken: cancellationToken);
            }

            await db.SaveChangesAsync(cancellationToken);
            await queue.ScheduleAsync(cancellationToken);
        }
    }
}
