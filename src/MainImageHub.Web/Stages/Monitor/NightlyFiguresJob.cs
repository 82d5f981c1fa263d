using MainImageHub.Web.Jobs;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace MainImageHub.Web.Stages.Monitor;

/// <summary>Every night each store's figures are asked for; the marketplaces have yesterday's by then, or most of it.</summary>
[QuartzJob(Name = "nightly-figures", Group = "monitor")]
[CronTrigger("0 20 3 * * ?")]
[DisallowConcurrentExecution]
public sealed class NightlyFiguresJob(SystemDbContext system, IServiceScopeFactory scopes) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var stores = await system.Stores.AsNoTracking().Select(s => new { s.Id, s.WorkspaceId, s.Name }).ToListAsync(cancellationToken);
        foreach (var workspace in stores.GroupBy(s => s.WorkspaceId))
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<WorkspaceScope>().Enter(workspace.Key);
            var queue = scope.ServiceProvider.GetRequiredService<WorkQueue>();
            foreach (var store in workspace)
            {
                await queue.AddAsync(FiguresWork.Kind, store.Id, store.Name, lane: store.Id.ToString(), cancellationToken: cancellationToken);
            }

            await scope.ServiceProvider.GetRequiredService<HubDbContext>().SaveChangesAsync(cancellationToken);
            await queue.ScheduleAsync(cancellationToken);
        }
    }
}
