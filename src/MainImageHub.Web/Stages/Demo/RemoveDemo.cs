using MainImageHub.Domain;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace MainImageHub.Web.Stages.Demo;

/// <summary>Takes the demo workspace away for good: rows, files, the workspace itself.</summary>
public sealed class RemoveDemo(HubDbContext db, SystemDbContext system, CurrentMember member, IBlobStore blobs)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!member.Workspace.IsDemo)
        {
            throw WorkspaceProblems.NotDemo.Because();
        }

        var workspaceId = member.WorkspaceId;
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            foreach (var table in ChildrenFirst(db.Model))
            {
                // Names come from the model; the wall keeps the delete to this workspace even without the condition.
#pragma warning disable EF1002 // A table's name cannot be a parameter; these are constants of our own model.
                await db.Database.ExecuteSqlRawAsync($"delete from {table} where workspace_id = {{0}}", [workspaceId], cancellationToken);
#pragma warning restore EF1002
            }

            await transaction.CommitAsync(cancellationToken);
        }

        await system.Workspaces.Where(w => w.Id == workspaceId && w.IsDemo).ExecuteDeleteAsync(cancellationToken);
        await blobs.DeleteAllAsync(workspaceId, cancellationToken);
    }

    /// <summary>Tables of workspace rows, each before the ones it refers to. The audit trail cannot be deleted by anyone and stays.</summary>
    private static List<string> ChildrenFirst(IModel model)
    {
        var ordered = new List<IEntityType>();
        void Visit(IEntityType entity)
        {
            if (ordered.Contains(entity))
            {
                return;
            }

            foreach (var child in entity.GetReferencingForeignKeys().Select(f => f.DeclaringEntityType).Where(c => c != entity))
            {
                Visit(child);
            }

            ordered.Add(entity);
        }

        foreach (var entity in model.GetEntityTypes().Where(e => typeof(IWorkspaceOwned).IsAssignableFrom(e.ClrType) && e.ClrType != typeof(Domain.Workspaces.AuditEvent)))
        {
            Visit(entity);
        }

        return [.. ordered.Select(e => e.GetTableName()!)];
    }
}
