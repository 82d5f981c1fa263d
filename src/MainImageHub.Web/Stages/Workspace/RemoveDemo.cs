using MainImageHub.Domain;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>
/// Takes the demo workspace away. Its rows go with the tenant role, table by table, so that no mistake here could ever reach
/// another workspace; then the workspace itself. The audit rows stay, as they always do, but nobody is left who could see them.
/// </summary>
public sealed class RemoveDemo(HubDbContext db, SystemDbContext system, CurrentMember me, IBlobStore blobs)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!me.Workspace.IsDemo)
        {
            throw WorkspaceProblems.NotDemo.Because();
        }

        var files = await db.Assets.Select(a => a.Sha256).Concat(db.Renditions.Select(r => r.Sha256)).Concat(db.Versions.Select(v => v.SourceSha256)).Distinct().ToListAsync(cancellationToken);
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            foreach (var table in ChildrenFirst())
            {
                // Table names come from the model; row-level security keeps it to this workspace.
#pragma warning disable EF1002
                await db.Database.ExecuteSqlRawAsync($"delete from {table}", cancellationToken);
#pragma warning restore EF1002
            }

            await transaction.CommitAsync(cancellationToken);
        }

        await system.Workspaces.Where(w => w.Id == me.WorkspaceId && w.IsDemo).ExecuteDeleteAsync(cancellationToken);
        foreach (var sha256 in files)
        {
            await blobs.DeleteAsync(me.WorkspaceId, sha256, cancellationToken);
        }
    }

    private List<string> ChildrenFirst()
    {
        var owned = db.Model.GetEntityTypes().Where(e => typeof(IWorkspaceOwned).IsAssignableFrom(e.ClrType) && e.ClrType != typeof(Domain.Workspaces.AuditEvent)).ToList();
        var done = new List<string>();
        void Visit(Microsoft.EntityFrameworkCore.Metadata.IEntityType type)
        {
            foreach (var child in type.GetReferencingForeignKeys().Select(k => k.DeclaringEntityType).Where(c => c != type && owned.Contains(c)))
            {
                Visit(child);
            }

            var table = type.GetTableName()!;
            if (!done.Contains(table))
            {
                done.Add(table);
            }
        }

        owned.ForEach(Visit);
        return done;
    }
}
