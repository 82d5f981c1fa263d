using MainImageHub.Domain;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MainImageHub.Web.Jobs;

/// <summary>Claims due work with a lease, fairly between workspaces, runs it, and settles it.</summary>
public sealed partial class WorkRunner(
    IServiceScopeFactory scopes,
    [FromKeyedServices("system")] NpgsqlDataSource system,
    IEnumerable<WorkKind> kinds,
    IOptions<JobsOptions> options,
    WorkTickets tickets,
    TimeProvider clock,
    ILogger<WorkRunner> logger)
{
    private readonly Dictionary<string, WorkKind> kinds = kinds.ToDictionary(k => k.Kind);

    private readonly string[] waitedFor = [.. kinds.Where(k => k.IsWaitedFor).Select(k => k.Kind)];

    /// <summary>Runs due items of a group until there are none, or the batch is full. Returns how many were run.</summary>
    public async Task<int> RunDueAsync(string group, int atMost, CancellationToken cancellationToken)
    {
        var ran = 0;
        while (ran < atMost && !cancellationToken.IsCancellationRequested && await ClaimAsync(group, cancellationToken) is { } item)
        {
            await RunAsync(item, cancellationToken);
            ran++;
        }

        return ran;
    }

    /// <summary>The fairest due item of a group, now this process's for as long as its lease is renewed; null when none is due.</summary>
    /// <remarks>
    /// A lease that ran out means that the process ended. That is held against nobody: what makes decoders die happens in processes of their
    /// own (<see cref="Imaging.Processes.ImagingProcesses"/>), so that work has nothing left by which it could end this one, and what was
    /// under way when a machine went down is innocent. Should there be such work all the same, it cannot keep the hub down for ever: from
    /// the second time on its claim lasts twice as long, until its first heartbeat, so that it comes back later and later, up to some hours,
    /// and the rest gets done in between.
    /// </remarks>
    public async Task<WorkItem?> ClaimAsync(string group, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SystemDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // Claims of a group are made one after the other: lanes and fairness are judged on what is running at this moment.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('work'), hashtext({group}))", cancellationToken);
        var now = clock.GetUtcNow();
        var lease = Guid.CreateVersion7();
        var claimed = await db.WorkItems.FromSql(
            $"""
            with busy as (
              select workspace_id, lane from work_item
              where work_group = {group} and state = 'running' and lease_until > {now}),
            load as (select workspace_id, count(*) as running from busy group by workspace_id)
            update work_item set state = 'running', lease_id = {lease},
              attempts = attempts + case state when 'waiting' then 1 else 0 end,
              crashes = crashes + case state when 'running' then 1 else 0 end,
              lease_until = {now} + {options.Value.Lease} * case state when 'running' then power(2, least(crashes, 8)) else 1 end
            where id = (
              select w.id from work_item w left join load on load.workspace_id = w.workspace_id
              where w.work_group = {group}
                and ((w.state = 'waiting' and w.due_at <= {now}) or (w.state = 'running' and w.lease_until <= {now}))
                and (w.lane is null or not exists (select 1 from busy where busy.lane = w.lane))
              order by coalesce(load.running, 0), w.kind = any({waitedFor}) desc, w.due_at, w.id
              limit 1
              for update of w skip locked)
            returning *
            """).IgnoreQueryFilters().AsNoTracking().ToListAsync(cancellationToken); // A filter would wrap the update in a select, which SQL does not have.
        await transaction.CommitAsync(cancellationToken);
        return claimed.SingleOrDefault();
    }

    /// <summary>Ends what the work was about: nobody will do it any more. The caller holds the item, so that no worker has it.</summary>
    /// <returns>False when that failed: then the item has to stay, or its subject would wait for ever.</returns>
    public async Task<bool> DiscardAsync(WorkItem item, CancellationToken cancellationToken)
    {
        if (!kinds.ContainsKey(item.Kind))
        {
            // Left by another version of the hub; nothing here knows what it was about.
            return true;
        }

        var task = new WorkTask(item.Id, item.WorkspaceId, item.SubjectId, item.Attempts, IsLastAttempt: true);
        var why = new WorkOutcome.Failed(WorkProblems.Discarded.Code, WorkProblems.Discarded.Text());
        try
        {
            await WithHandlerAsync(item, async handler =>
            {
                await handler.GiveUpAsync(task, why, cancellationToken);
                return why;
            });
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Log.Threw(logger, item.Kind, item.SubjectId, item.Attempts, e);
            return false;
        }
    }

    private async Task RunAsync(WorkItem item, CancellationToken cancellationToken)
    {
        using var logScope = logger.BeginScope(new Dictionary<string, object> { ["WorkItem"] = item.Id, ["Workspace"] = item.WorkspaceId, ["Kind"] = item.Kind });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var heartbeat = KeepLeaseAsync(item, stop);
        WorkOutcome outcome;
        try
        {
            outcome = await AttemptAsync(item, stop.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await ReleaseAsync(item);
            throw;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Log.LeaseLost(logger, item.Kind, item.SubjectId);
            return;
        }
        finally
        {
            await stop.CancelAsync();
            await heartbeat;
        }

        await SettleAsync(item, outcome);
    }

    private async Task<WorkOutcome> AttemptAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var task = new WorkTask(item.Id, item.WorkspaceId, item.SubjectId, item.Attempts, item.Attempts >= item.MaxAttempts);
        WorkOutcome outcome;
        try
        {
            outcome = await WithHandlerAsync(item, handler => handler.RunAsync(task, cancellationToken));
        }
        catch (ProblemException problem)
        {
            outcome = new WorkOutcome.Retry(problem.Type.Code, problem.Text);
            task = task with { IsLastAttempt = true };
        }
        catch (DbUpdateConcurrencyException)
        {
            // Somebody changed the row meanwhile: start again from what it says now.
            outcome = new WorkOutcome.Retry(WorkProblems.Unexpected.Code, WorkProblems.Unexpected.Text(), TimeSpan.FromSeconds(1));
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Log.Threw(logger, item.Kind, item.SubjectId, item.Attempts, e);
            outcome = new WorkOutcome.Retry(WorkProblems.Unexpected.Code, WorkProblems.Unexpected.Text());
        }

        return outcome is WorkOutcome.Retry retry && task.IsLastAttempt
            ? await GiveUpAsync(item, task, new WorkOutcome.Failed(retry.Code, retry.Text), cancellationToken)
            : outcome;
    }

    private async Task<WorkOutcome> GiveUpAsync(WorkItem item, WorkTask task, WorkOutcome.Failed why, CancellationToken cancellationToken)
    {
        try
        {
            return await WithHandlerAsync(item, async handler =>
            {
                await handler.GiveUpAsync(task, why, cancellationToken);
                return why;
            });
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Log.Threw(logger, item.Kind, item.SubjectId, item.Attempts, e);
            return why;
        }
    }

    private async Task<WorkOutcome> WithHandlerAsync(WorkItem item, Func<IWorkHandler, Task<WorkOutcome>> use)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<WorkspaceScope>().Enter(item.WorkspaceId);
        return await use((IWorkHandler)scope.ServiceProvider.GetRequiredService(kinds[item.Kind].Handler));
    }

    private async Task SettleAsync(WorkItem item, WorkOutcome outcome)
    {
        var now = clock.GetUtcNow();
        var (state, due, code, text) = outcome switch
        {
            WorkOutcome.Done => (WorkState.Done, now, null, null),
            WorkOutcome.Snooze snooze => (WorkState.Waiting, snooze.Until, null, null),
            WorkOutcome.Retry retry => (WorkState.Waiting, now + (retry.After ?? BackOff(item.Attempts)), retry.Code, retry.Text),
            WorkOutcome.Failed failed => (WorkState.Failed, now, failed.Code, (LocalText?)failed.Text),
            _ => throw new InvalidOperationException("Unknown outcome."),
        };
        var attempts = outcome switch
        {
            WorkOutcome.Snooze { HasProgressed: true } => 0,
            WorkOutcome.Snooze => item.Attempts - 1,
            _ => item.Attempts,
        };
        DateTimeOffset? ended = state is WorkState.Done or WorkState.Failed ? now : null;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SystemDbContext>();
        var settled = await db.WorkItems.Where(w => w.Id == item.Id && w.LeaseId == item.LeaseId).ExecuteUpdateAsync(
            set => set.SetProperty(w => w.State, state).SetProperty(w => w.DueAt, due).SetProperty(w => w.Attempts, attempts).SetProperty(w => w.Crashes, 0)
                .SetProperty(w => w.LeaseId, (Guid?)null).SetProperty(w => w.LeaseUntil, (DateTimeOffset?)null)
                .SetProperty(w => w.ProblemCode, code).SetProperty(w => w.Problem, text).SetProperty(w => w.EndedAt, ended),
            CancellationToken.None);
        if (settled == 0)
        {
            Log.LeaseLost(logger, item.Kind, item.SubjectId);
            return;
        }

        Log.Settled(logger, item.Kind, item.SubjectId, item.Attempts, state, code);
        if (state == WorkState.Waiting)
        {
            await tickets.IssueAsync(item.Group, due, CancellationToken.None);
        }
    }

    /// <summary>The process is going down: someone else may take it at once, and the attempt does not count.</summary>
    private async Task ReleaseAsync(WorkItem item)
    {
        await using var command = system.CreateCommand("update work_item set state = 'waiting', lease_id = null, lease_until = null, attempts = greatest(attempts - 1, 0) where id = $1 and lease_id = $2");
        command.Parameters.AddWithValue(item.Id);
        command.Parameters.AddWithValue(item.LeaseId!.Value);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private async Task KeepLeaseAsync(WorkItem item, CancellationTokenSource stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(options.Value.Lease / 3, clock, stop.Token);
                await using var command = system.CreateCommand("update work_item set lease_until = $3 where id = $1 and lease_id = $2");
                command.Parameters.AddWithValue(item.Id);
                command.Parameters.AddWithValue(item.LeaseId!.Value);
                command.Parameters.AddWithValue(clock.GetUtcNow() + options.Value.Lease);
                if (await command.ExecuteNonQueryAsync(stop.Token) == 0)
                {
                    // Another worker holds it now, or a person discarded it: stop before doing anything twice.
                    await stop.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The work ended.
        }
        catch (NpgsqlException e)
        {
            Log.HeartbeatFailed(logger, item.Kind, item.SubjectId, e);
            await stop.CancelAsync();
        }
    }

    /// <summary>2 s, 8 s, 30 s, 2 min, 8 min, 30 min, 1 h; a little spread so that a marketplace coming back is not hit by all at once.</summary>
    private static TimeSpan BackOff(int attempt)
    {
        double[] seconds = [2, 8, 30, 120, 480, 1800, 3600];
        var spread = 1 + (System.Security.Cryptography.RandomNumberGenerator.GetInt32(200) / 1000.0);
        return TimeSpan.FromSeconds(seconds[Math.Clamp(attempt - 1, 0, seconds.Length - 1)] * spread);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Work {Kind} on {Subject}, attempt {Attempt}: {State} {Code}")]
        public static partial void Settled(ILogger logger, string kind, Guid subject, int attempt, WorkState state, string? code);

        [LoggerMessage(Level = LogLevel.Error, Message = "Work {Kind} on {Subject} threw in attempt {Attempt}")]
        public static partial void Threw(ILogger logger, string kind, Guid subject, int attempt, Exception exception);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Work {Kind} on {Subject} was taken over by another worker; its outcome here is dropped")]
        public static partial void LeaseLost(ILogger logger, string kind, Guid subject);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The lease of {Kind} on {Subject} could not be renewed; the work is stopped")]
        public static partial void HeartbeatFailed(ILogger logger, string kind, Guid subject, Exception exception);
    }
}
