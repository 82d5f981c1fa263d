using MainImageHub.Domain;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace MainImageHub.Web.Stages.Demo;

/// <summary>
/// Takes the demo workspace away for good: its work, rows, files, and last the workspace itself. It may be cut short anywhere and
/// begun again; the next start finishes what a process left half done (<see cref="SeedDemo"/>).
/// </summary>
public sealed class RemoveDemo(HubDbContext db, SystemDbContext system, CurrentMember member, IBlobStore blobs, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!member.Workspace.IsDemo)
        {
            throw WorkspaceProblems.NotDemo.Because();
        }

        await TakeAwayAsync(member.WorkspaceId, cancellationToken);
        // The trail outlives the workspace. What this request had read of it is no more.
        db.ChangeTracker.Clear();
        db.Audit(member.Actor, "workspace.demoRemoved", "workspace", member.WorkspaceId, clock.GetUtcNow(), new() { ["name"] = member.Workspace.Name });
        await db.SaveChangesAsync(CancellationToken.None);
    }

    /// <summary>In the scope of the demo workspace.</summary>
    public async Task TakeAwayAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        var deadline = clock.GetUtcNow() + Patience;
        while (!await TryDeleteRowsAsync(workspaceId, cancellationToken))
        {
            if (clock.GetUtcNow() > deadline)
            {
                throw WorkspaceProblems.DemoBusy.Because();
            }

            await Task.Delay(Pause, clock, cancellationToken);
        }

        await blobs.DeleteAllAsync(workspaceId, CancellationToken.None);
        await system.Workspaces.Where(w => w.Id == workspaceId && w.IsDemo).ExecuteDeleteAsync(CancellationToken.None);
    }

    /// <summary>False while work still writes rows: work that waits is taken out first, so that what runs has no successor.</summary>
    private async Task<bool> TryDeleteRowsAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.WorkItems.Where(w => w.State != WorkState.Running || w.LeaseUntil <= now).ExecuteDeleteAsync(cancellationToken);
        if (await db.WorkItems.AnyAsync(cancellationToken))
        {
            await transaction.CommitAsync(cancellationToken);
            return false;
        }

        try
        {
            foreach (var table in ChildrenFirst(db.Model))
            {
                // Names come from the model; the wall keeps the delete to this workspace even without the condition.
#pragma warning disable EF1002 // A table's name cannot be a parameter; these are constants of our own model.
                await db.Database.ExecuteSqlRawAsync($"delete from {table} where workspace_id = {{0}}", [workspaceId], cancellationToken);
#pragma warning restore EF1002
            }

            await transaction.CommitAsync(cancellationToken);
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            // Something was written between two tables, by a request or by work that a clock began.
            return false;
        }
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
