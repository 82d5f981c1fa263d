using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace MainImageHub.Web.Jobs;

/// <summary>
/// Puts work beside the rows it belongs to (<see cref="AddAsync"/>, committed by the caller's SaveChanges), and, once that is
/// committed, asks Quartz for someone to run it (<see cref="ScheduleAsync"/>). A crash in between costs seconds: the sweeper looks.
/// </summary>
public sealed class WorkQueue(HubDbContext db, WorkspaceScope scope, IEnumerable<WorkKind> kinds, WorkTickets tickets, TimeProvider clock)
{
    // As many as a node has threads for in its largest group; more would only queue up.
    private const int TicketsAtOnce = 8;

    private readonly List<(string Group, DateTimeOffset DueAt)> added = [];

    /// <summary>There is at most one open item per kind and subject: adding a second one changes nothing.</summary>
    public async Task AddAsync(string kind, Guid subjectId, string label, DateTimeOffset? dueAt = null, string? lane = null, int maxAttempts = 8, CancellationToken cancellationToken = default)
    {
        var open = await db.WorkItems.AnyAsync(w => w.Kind == kind && w.SubjectId == subjectId && w.State == WorkState.Waiting, cancellationToken);
        if (open || db.WorkItems.Local.Any(w => w.Kind == kind && w.SubjectId == subjectId && w.State == WorkState.Waiting))
        {
            return;
        }

        var now = clock.GetUtcNow();
        var due = dueAt ?? now;
        var group = kinds.Single(k => k.Kind == kind).Group;
        db.WorkItems.Add(new WorkItem
        {
            WorkspaceId = scope.WorkspaceId ?? throw new InvalidOperationException("Work belongs to a workspace."),
            Kind = kind,
            Group = group,
            Lane = lane,
            SubjectId = subjectId,
            Label = label,
            DueAt = due,
            MaxAttempts = maxAttempts,
            CreatedAt = now,
        });
        added.Add((group, due));
    }

    /// <summary>Work on rows that were just made, of which nobody can have asked before: none of them is looked up.</summary>
    public void AddNew(string kind, IEnumerable<NewWork> subjects, int maxAttempts)
    {
        var (now, group) = (clock.GetUtcNow(), kinds.Single(k => k.Kind == kind).Group);
        var workspace = scope.WorkspaceId ?? throw new InvalidOperationException("Work belongs to a workspace.");
        foreach (var subject in subjects)
        {
            var due = subject.DueAt ?? now;
            db.WorkItems.Add(new WorkItem { WorkspaceId = workspace, Kind = kind, Group = group, Lane = subject.Lane, SubjectId = subject.SubjectId, Label = subject.Label, DueAt = due, MaxAttempts = maxAttempts, CreatedAt = now });
            added.Add((group, due));
        }
    }

    /// <summary>As <see cref="AddAsync"/> for many subjects at once, of which some may have been asked for already.</summary>
    public async Task AddOpenAsync(string kind, IReadOnlyList<(Guid SubjectId, string Label)> subjects, string? lane, CancellationToken cancellationToken)
    {
        var ids = subjects.Select(s => s.SubjectId).ToArray();
        var open = await db.WorkItems.Where(w => w.Kind == kind && ids.Contains(w.SubjectId) && w.State == WorkState.Waiting).Select(w => w.SubjectId).ToListAsync(cancellationToken);
        AddNew(kind, subjects.Where(s => !open.Contains(s.SubjectId)).Select(s => new NewWork(s.SubjectId, s.Label, Lane: lane)), maxAttempts: 8);
    }

    /// <summary>Call after the rows are committed, never inside the transaction.</summary>
    public async Task ScheduleAsync(CancellationToken cancellationToken = default)
    {
        // Work that comes due together shares tickets: one that was served in full asks for the next by itself.
        foreach (var wave in added.GroupBy(a => (a.Group, Second: a.DueAt.ToUnixTimeSeconds())))
        {
            var due = wave.Max(a => a.DueAt);
            for (var i = 0; i < Math.Min(wave.Count(), TicketsAtOnce); i++)
            {
                await tickets.IssueAsync(wave.Key.Group, due, cancellationToken);
            }
        }

        added.Clear();
    }
}

/// <summary>Work on a row that was just made.</summary>
/// <param name="SubjectId">The row.</param>
/// <param name="Label">What a person would search for.</param>
/// <param name="DueAt">Not before then; null for at once.</param>
/// <param name="Lane">Items of one lane (a store) never run at the same time.</param>
public sealed record NewWork(Guid SubjectId, string Label, DateTimeOffset? DueAt = null, string? Lane = null);

/// <summary>Asks Quartz to run whatever is due in a group: a ticket names no item, so whoever holds it serves the fairest one.</summary>
public sealed partial class WorkTickets(ISchedulerFactory schedulers, ILogger<WorkTickets> logger)
{
    public async Task IssueAsync(string group, DateTimeOffset at, CancellationToken cancellationToken)
    {
        try
        {
            var scheduler = await schedulers.GetScheduler(cancellationToken);
            await scheduler.ScheduleJob<WorkTicketJob, WorkTicket>(new WorkTicket(group), at, new OneOffJobOptions { ExecutionGroup = group }, cancellationToken);
        }
        catch (Exception e) when (e is SchedulerException or Npgsql.NpgsqlException)
        {
            // The rows are committed; the sweeper finds them.
            Log.NotScheduled(logger, group, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Work in {Group} could not be scheduled now; the sweeper will")]
        public static partial void NotScheduled(ILogger logger, string group, Exception exception);
    }
}
