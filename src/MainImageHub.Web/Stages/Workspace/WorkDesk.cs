using MainImageHub.Domain.Rules;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>Background work of this workspace, as a person looks after it: what waits, runs, failed and why; again, or not at all.</summary>
public sealed class WorkDesk(HubDbContext db, CurrentMember me, WorkTickets tickets, WorkRunner runner, TimeProvider clock)
{
    private const int CountTo = 1000;
    private const int AtATime = 200;

    public async Task<WorkOverview> LookAsync(WorkFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var before = page.Before;
        var rows = await filter.Of(db).Where(w => w.Id < before).OrderByDescending(w => w.Id).Take(page.Take + 1).ToListAsync(cancellationToken);
        var counts = new Dictionary<WorkState, string>();
        foreach (var state in new[] { WorkState.Running, WorkState.Waiting, WorkState.Failed })
        {
            counts[state] = Counts.Show(await db.WorkItems.Where(w => w.State == state).Take(CountTo).CountAsync(cancellationToken), CountTo);
        }

        var oldest = await db.WorkItems.Where(w => w.State == WorkState.Waiting && w.DueAt <= now).OrderBy(w => w.DueAt).Select(w => (DateTimeOffset?)w.DueAt).FirstOrDefaultAsync(cancellationToken);
        var groups = await db.WorkItems.Where(w => w.State == WorkState.Failed).GroupBy(w => new { w.ProblemCode, w.Kind })
            .Select(g => new { g.Key.ProblemCode, g.Key.Kind, Count = g.Count(), Newest = g.Max(w => w.EndedAt) })
            .OrderByDescending(g => g.Count).Take(20).ToListAsync(cancellationToken);
        return new WorkOverview(
            page.Cut(rows, w => w.Id),
            counts,
            oldest is { } due ? now - due : null,
            [.. groups.Select(g => new WorkProblemGroup(g.ProblemCode ?? "", g.Kind, g.Count, g.Newest))]);
    }

    /// <summary>Failed work, once more from the beginning of its attempts. Waiting work is made due now.</summary>
    public async Task<int> RetryAsync(WorkFilter filter, CancellationToken cancellationToken)
    {
        me.RequireEverything();
        var now = clock.GetUtcNow();
        var chosen = filter.Of(db).Where(w => w.State == WorkState.Failed || w.State == WorkState.Waiting);
        var groups = await chosen.Select(w => w.Group).Distinct().ToListAsync(cancellationToken);
        var count = await chosen.ExecuteUpdateAsync(
            set => set.SetProperty(w => w.State, WorkState.Waiting).SetProperty(w => w.DueAt, now).SetProperty(w => w.Attempts, 0).SetProperty(w => w.EndedAt, (DateTimeOffset?)null),
            cancellationToken);
        await NoteAsync(again: true, filter, count, now, cancellationToken);
        foreach (var group in groups)
        {
            await tickets.IssueAsync(group, now, cancellationToken);
        }

        return count;
    }

    /// <summary>Work that shall not be done. What is running now goes on: its outcome still counts.</summary>
    public async Task<int> DiscardAsync(WorkFilter filter, CancellationToken cancellationToken)
    {
        me.RequireEverything();
        var now = clock.GetUtcNow();
        var count = await DropAsync(filter.Of(db).Where(w => w.State == WorkState.Failed), now, cancellationToken);
        var last = Guid.Empty;
        List<WorkItem> some;
        do
        {
            // What comes in meanwhile was not meant.
            some = await filter.Of(db).Where(w => w.State == WorkState.Waiting && w.CreatedAt <= now && w.Id > last).OrderBy(w => w.Id).Take(AtATime).ToListAsync(cancellationToken);
            foreach (var item in some)
            {
                count += await DiscardAsync(item, now, cancellationToken) ? 1 : 0;
                last = item.Id;
            }
        }
        while (some.Count == AtATime);

        await NoteAsync(again: false, filter, count, now, cancellationToken);
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

    private async Task NoteAsync(bool again, WorkFilter filter, int count, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (filter.Id is not null && count == 0)
        {
            throw HttpProblems.NotFound.Because();
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

public sealed record WorkProblemGroup(string Code, string Kind, int Count, DateTimeOffset? Newest);
