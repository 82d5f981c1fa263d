using MainImageHub.Domain;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace MainImageHub.Web.Stages.Stores;

/// <summary>Every night each store is read again, so that a picture changed by somebody else is known the next morning.</summary>
[QuartzJob(Name = "sync-stores", Group = "hub")]
[CronTrigger("0 17 2 * * ?")]
[DisallowConcurrentExecution]
public sealed class SyncStoresJob(SystemDbContext system, IServiceScopeFactory scopes) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var stores = await system.Stores.AsNoTracking().OrderBy(s => s.Id).Select(s => new { s.Id, s.WorkspaceId }).ToListAsync(cancellationToken);
        foreach (var store in stores)
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<WorkspaceScope>().Enter(store.WorkspaceId);
            var db = scope.ServiceProvider.GetRequiredService<HubDbContext>();
            if (await db.Stores.SingleOrDefaultAsync(s => s.Id == store.Id, cancellationToken) is { } row)
            {
                if (scope.ServiceProvider.GetRequiredService<StoreConnections>().IsByHand(row))
                {
                    await scope.ServiceProvider.GetRequiredService<ListingPages>().LookAtAllAsync(row, cancellationToken);
                }
                else
                {
                    await scope.ServiceProvider.GetRequiredService<StartImport>().StartAsync(row, skus: null, Actor.Background("nightly sync"), cancellationToken);
                }
            }
        }

        context.Result = JobRunReport.Succeeded($"{stores.Count} stores");
    }
}
