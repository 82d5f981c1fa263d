using System.Data.Common;
using MainImageHub.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace MainImageHub.Web.Storage;

/// <summary>
/// One line in the log per decision: whatever is committed to the audit trail, by its ids. Reasons and names stay in the trail. One of
/// these belongs to one context, and says nothing of what a transaction took back.
/// </summary>
internal sealed partial class DecisionLog(ILogger<DecisionLog> logger) : SaveChangesInterceptor, IDbTransactionInterceptor
{
    private readonly List<AuditEvent> saved = [];
    private AuditEvent[] saving = [];

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        saving = [.. eventData.Context!.ChangeTracker.Entries<AuditEvent>().Where(entry => entry.State == EntityState.Added).Select(entry => entry.Entity)];
        return ValueTask.FromResult(result);
    }

    public override ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context!.Database.CurrentTransaction is null)
        {
            // What an earlier transaction left here was never committed.
            saved.Clear();
            saved.AddRange(saving);
            Tell();
        }
        else
        {
            saved.AddRange(saving);
        }

        saving = [];
        return ValueTask.FromResult(result);
    }

    public ValueTask<DbTransaction> TransactionStartedAsync(DbConnection connection, TransactionEndEventData eventData, DbTransaction result, CancellationToken cancellationToken = default)
    {
        saved.Clear();
        return ValueTask.FromResult(result);
    }

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Tell();
        return Task.CompletedTask;
    }

    private void Tell()
    {
        foreach (var decision in saved)
        {
            Log.Decided(logger, decision.Action, decision.Entity, decision.EntityId, decision.ActorId, decision.WorkspaceId);
        }

        saved.Clear();
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Decided {Action} on {Entity} {EntityId}, by member {Actor} in workspace {Workspace}")]
        public static partial void Decided(ILogger logger, string action, string entity, Guid entityId, Guid? actor, Guid workspace);
    }
}
