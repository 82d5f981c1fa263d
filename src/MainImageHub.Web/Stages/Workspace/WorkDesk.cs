using System.Runtime.CompilerServices;
using MainImageHub.Domain;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>Background work of this workspace, as a person looks after it: what waits, runs, failed and why; again, or not at all.</summary>
public sealed class WorkDesk(HubDbContext db, CurrentMember me, WorkTickets tickets, WorkRunner runner, IEnumerable<WorkKind> kinds, IServiceProvider services, TimeProvider clock)
{
    private const int CountTo = 1000;
    private const int AtATime = 200;

    public async Task<WorkOverview> LookAsync(WorkFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var before = page.Before;
        var shown = filter.Of(db);
        if (filter.LeavesOutRoutine)
        {
            var routine = kinds.Where(k => k.IsRoutine).Select(k => k.Kind).ToList();
            shown = shown.Where(w => w.State != WorkState.Done || !routine.Contains(w.Kind));
        }

        var rows = await shown.Where(w => w.Id < before).OrderByDescending(w => w.Id).Take(page.Take + 1).ToListAsync(cancellationToken);
        var counts = new Dictionary<WorkState, string>();
        foreach (var state in new[] { WorkState.Running, WorkState.Waiting, WorkState.Failed })
        {
            counts[state] = Counts.Show(await db.WorkItems.Where(w => w.State == state).Take(CountTo).CountAsync(cancellationToken), CountTo);
        }

        var oldest = await db.WorkItems.Where(w => w.State == WorkState.Waiting && w.DueAt <= now).OrderBy(w => w.DueAt).Select(w => (DateTimeOffset?)w.DueAt).FirstOrDefaultAsync(cancellationToken);
        var groups = await db.WorkItems.Where(w => w.State == WorkState.Failed).GroupBy(w => new { w.ProblemCode, w.Kind })
            .Select(g => new { g.Key.ProblemCode, g.Key.Kind, Count = g.Count(), Newest = g.Max(w => w.EndedAt), Problem = g.OrderByDescending(w => w.EndedAt).Select(w => w.Problem).FirstOrDefault() })
            .OrderByDescending(g => g.Count).Take(20).ToListAsync(cancellationToken);
        return new WorkOverview(
            page.Cut(rows, w => w.Id),
            counts,
            oldest is { } due ? now - due : null,
            [.. groups.Select(g => new WorkProblemGroup(g.ProblemCode ?? "", g.Problem, g.Kind, g.Count, g.Newest))]);
    }

    /// <summary>Failed work, once more from the beginning of its attempts, where there is still something to try. Waiting work is made due now.</summary>
    public async Task<int> RetryAsync(WorkFilter filter, CancellationToken cancellationToken)
    {
        me.RequireEverything();
        var now = clock.GetUtcNow();
        var groups = await filter.Of(db).Where(w => w.State == WorkState.Failed || w.State == WorkState.Waiting).Select(w => w.Group).Distinct().ToListAsync(cancellationToken);
        var count = await AgainAsync(filter.Of(db).Where(w => w.State == WorkState.Waiting), now, cancellationToken);
        await foreach (var item in OneByOneAsync(filter, WorkState.Failed, now, cancellationToken))
        {
            count += await ReviveAsync(item, now, cancellationToken) ? 1 : 0;
        }

        await NoteAsync(again: true, filter, count, WorkProblems.NothingToRetry, now, cancellationToken);
        foreach (var group in groups)
        {
            await tickets.IssueAsync(group, now, cancellationToken);
        }

        return count;
    }

    /// <summary>The item waits again and its subject is open again, or neither.</summary>
    private async Task<bool> ReviveAsync(WorkItem item, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (kinds.FirstOrDefault(k => k.Kind == item.Kind) is not { } kind)
        {
            return false;
        }

        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var handler = (IWorkHandler)services.GetRequiredService(kind.Handler);
        if (await AgainAsync(db.WorkItems.Where(w => w.Id == item.Id && w.State == WorkState.Failed), now, cancellationToken) == 0 || !await handler.ReviveAsync(item.SubjectId, cancellationToken))
        {
            return false;
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static Task<int> AgainAsync(IQueryable<WorkItem> items, DateTimeOffset now, CancellationToken cancellationToken) => items.ExecuteUpdateAsync(
        set => set.SetProperty(w => w.State, WorkState.Waiting).SetProperty(w => w.DueAt, now).SetProperty(w => w.Attempts, 0).SetProperty(w => w.EndedAt, (DateTimeOffset?)null),
        cancellationToken);

    /// <summary>Not all at once in memory, and without what comes in meanwhile: that was not meant.</summary>
    private async IAsyncEnumerable<WorkItem> OneByOneAsync(WorkFilter filter, WorkState state, DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = Guid.Empty;
        List<WorkItem> some;
        do
        {
            some = await filter.Of(db).Where(w => w.State == state && w.CreatedAt <= now && w.Id > last).OrderBy(w => w.Id).Take(AtATime).ToListAsync(cancellationToken);
            foreach (var item in some)
            {
                yield return item;
                last = item.Id;
            }
        }
        while (some.Count == AtATime);
    }

    /// <summary>Work that shall not be done. What is running now goes on: its outcome still counts.</summary>
    public async Task<int> DiscardAsync(WorkFilter filter, CancellationToken cancellationToken)
    {
        me.RequireEverything();
        var now = clock.GetUtcNow();
        var lasting = kinds.Where(k => !k.IsDiscardable).Select(k => k.Kind).ToList();
        var count = await DropAsync(filter.Of(db).Where(w => w.State == WorkState.Failed && !lasting.Contains(w.Kind)), now, cancellationToken);
        await foreach (var item in OneByOneAsync(filter, WorkState.Waiting, now, cancellationToken))
        {
            count += !lasting.Contains(item.Kind) && await DiscardAsync(item, now, cancellationToken) ? 1 : 0;
        }

        await NoteAsync(again: false, filter, count, WorkProblems.NotDiscardable, now, cancellationToken);
        return count;
    }

    /// <summary>
    /// Takes one waiting item away from the workers, ends what it was about, and only then lets it go: whoever is killed in between
    /// leaves the item waiting, to be discarded again. False when a worker took it meanwhile: it is running, and left to it.
    /// </summary>
    private async Task<bool> DiscardAsync(WorkItem item, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var isHeld = await DropAsync(db.WorkItems.Where(w => w.Id == item.Id && w.State == WorkState.Waiting), now, cancellationToken) == 1;
        if (!isHeld || !await runner.DiscardAsync(item, cancellationToken))
        {
            return false;
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static Task<int> DropAsync(IQueryable<WorkItem> items, DateTimeOffset now, CancellationToken cancellationToken) =>
        items.ExecuteUpdateAsync(set => set.SetProperty(w => w.State, WorkState.Discarded).SetProperty(w => w.EndedAt, now), cancellationToken);

    private async Task NoteAsync(bool again, WorkFilter filter, int count, ProblemType whyNone, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (filter.Id is { } id && count == 0)
        {
            throw (await db.WorkItems.AnyAsync(w => w.Id == id, cancellationToken) ? whyNone : HttpProblems.NotFound).Because();
        }

        db.Audit(me.Actor, again ? "work.retried" : "work.discarded", "work", filter.Id ?? me.WorkspaceId, now, new()
        {
            ["count"] = count.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["filter"] = filter.ToString(),
        });
        await db.SaveChangesAsync(cancellationToken);
    }
}

/// <summary>Which work: one item, or all that the words describe.</summary>
public sealed record WorkFilter(Guid? Id, WorkState? State, string? Kind, string? Problem, string? Query)
{
    /// <summary>What is done again and again by itself is left out of the list once it is done, unless it was asked for.</summary>
    public bool LeavesOutRoutine { get; init; }

    /// <summary>What was asked for, as the audit trail keeps it.</summary>
    public override string ToString() => string.Join(", ", new[] { Id?.ToString(), State?.ToString(), Kind, Problem, Query }.Where(word => !string.IsNullOrWhiteSpace(word)));

    public IQueryable<WorkItem> Of(HubDbContext db)
    {
        var items = db.WorkItems.AsNoTracking();
        if (Id is { } id)
        {
            items = items.Where(w => w.Id == id);
        }

        if (State is { } state)
        {
            items = items.Where(w => w.State == state);
        }

        if (!string.IsNullOrEmpty(Kind))
        {
            items = items.Where(w => w.Kind == Kind);
        }

        if (!string.IsNullOrEmpty(Problem))
        {
            items = items.Where(w => w.ProblemCode == Problem);
        }

        if (!string.IsNullOrWhiteSpace(Query))
        {
            var pattern = $"%{Query.Trim().Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";
            items = items.Where(w => EF.Functions.ILike(w.Label, pattern, @"\") || EF.Functions.ILike(w.Kind, pattern, @"\") || (w.ProblemCode != null && EF.Functions.ILike(w.ProblemCode, pattern, @"\")));
        }

        return items;
    }
}

/// <param name="OldestWaits">How long the oldest due item has been waiting; null when none is.</param>
public sealed record WorkOverview(Page<WorkItem> Items, IReadOnlyDictionary<WorkState, string> Counts, TimeSpan? OldestWaits, IReadOnlyList<WorkProblemGroup> Problems);

/// <param name="Code">What they have in common.</param>
/// <param name="Problem">As the newest one told it.</param>
public sealed record WorkProblemGroup(string Code, LocalText? Problem, string Kind, int Count, DateTimeOffset? Newest);
