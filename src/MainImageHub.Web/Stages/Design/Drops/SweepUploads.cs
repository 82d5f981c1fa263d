using MainImageHub.Domain.Drops;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace MainImageHub.Web.Stages.Design.Drops;

/// <summary>Forgets uploads that nobody went on with, and the pieces of those that were taken. The files stay announced: their bytes can be sent anew.</summary>
public sealed class SweepUploads(SystemDbContext system, IServiceScopeFactory scopes, TimeProvider clock)
{
    private const int AtMost = 500;

    /// <returns>How many are gone.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        // A complete upload that is not taken yet is some file's only copy: it stays until it is.
        var expired = await system.FileUploads.AsNoTracking().Where(u => u.ExpiresAt < now && (u.TakenAt != null || u.Received < u.Length)).OrderBy(u => u.ExpiresAt).Take(AtMost)
            .Select(u => new { u.Id, u.WorkspaceId }).ToListAsync(cancellationToken);
        foreach (var workspace in expired.GroupBy(u => u.WorkspaceId))
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<WorkspaceScope>().Enter(workspace.Key);
            var (db, blobs) = (scope.ServiceProvider.GetRequiredService<HubDbContext>(), scope.ServiceProvider.GetRequiredService<IBlobStore>());
            foreach (var upload in workspace)
            {
                await blobs.DeletePartsAsync(workspace.Key, upload.Id, cancellationToken);
                await db.FileUploads.Where(u => u.Id == upload.Id).ExecuteDeleteAsync(cancellationToken);
            }
        }

        return expired.Count;
    }
}

[QuartzJob(Name = "sweep-uploads", Group = "hub")]
[CronTrigger("0 0/10 * * * ?")]
[DisallowConcurrentExecution]
public sealed class SweepUploadsJob(SweepUploads sweep) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = JobRunReport.Succeeded($"{await sweep.RunAsync(cancellationToken)} uploads");
}
