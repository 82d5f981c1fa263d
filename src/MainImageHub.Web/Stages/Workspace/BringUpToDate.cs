using MainImageHub.Domain.Images;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Library;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>
/// Has done what a newer installation, or the day of a new pack, asks for in each workspace: reports judged by other packs are judged anew,
/// pictures measured by older code are measured again, look-alikes from before they were noted are looked for.
/// </summary>
public sealed class BringUpToDate(SystemDbContext system, IServiceScopeFactory scopes, RuleBook book, UpToDateMark mark, TimeProvider clock)
{
    /// <returns>Workspaces in which something was begun.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var editions = book.Editions(clock.GetUtcNow());
        if (mark.IsFor(editions))
        {
            return 0;
        }

        var begun = 0;
        var workspaces = await system.Workspaces.AsNoTracking().OrderBy(w => w.Id).Select(w => w.Id).ToListAsync(cancellationToken);
        foreach (var workspace in workspaces)
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<WorkspaceScope>().Enter(workspace);
            begun += await OfWorkspaceAsync(scope.ServiceProvider, editions, cancellationToken) ? 1 : 0;
        }

        mark.Set(editions);
        return begun;
    }

    private async Task<bool> OfWorkspaceAsync(IServiceProvider services, IReadOnlyDictionary<string, string> editions, CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<HubDbContext>();
        // Removed meanwhile.
        if (await db.Workspaces.SingleOrDefaultAsync(cancellationToken) is not { } workspace)
        {
            return false;
        }

        var queue = services.GetRequiredService<WorkQueue>();
        var begun = false;
        foreach (var marketplace in await OutdatedAsync(db, workspace.JudgedBy, editions, cancellationToken))
        {
            await services.GetRequiredService<Rejudgings>().AddAsync(marketplace, site: null, rule: null, requestedBy: null, cancellationToken);
            begun = true;
        }

        if (workspace.JudgedBy is null || !Same(workspace.JudgedBy, editions))
        {
            workspace.JudgedBy = editions;
        }

        if (workspace.Measurement < ImageFacts.CurrentMeasurement)
        {
            await AddAsync(UpkeepKind.Measure, MeasureWork.Kind);
            workspace.Measurement = ImageFacts.CurrentMeasurement;
        }

        if (!workspace.LookAlikesNoted)
        {
            await AddAsync(UpkeepKind.LookAlikes, LookAlikesWork.Kind);
            workspace.LookAlikesNoted = true;
        }

        await db.SaveChangesAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        return begun;

        async Task AddAsync(UpkeepKind kind, string work)
        {
            var upkeep = new PictureUpkeep { WorkspaceId = workspace.Id, Kind = kind, CreatedAt = clock.GetUtcNow() };
            db.PictureUpkeeps.Add(upkeep);
            await queue.AddAsync(work, upkeep.Id, workspace.Name, lane: $"upkeep/{workspace.Id}", cancellationToken: cancellationToken);
            begun = true;
        }
    }

    /// <summary>Marketplaces whose rules are other ones than what is kept was judged by; all at once where all of them are.</summary>
    private static async Task<IReadOnlyList<string>> OutdatedAsync(HubDbContext db, IReadOnlyDictionary<string, string>? judgedBy, IReadOnlyDictionary<string, string> editions, CancellationToken cancellationToken)
    {
        if (judgedBy is null)
        {
            return await db.VersionCompliance.AnyAsync(cancellationToken) || await db.Listings.AnyAsync(l => l.LiveVerdict != null, cancellationToken) ? [RuleChange.Everywhere] : [];
        }

        var other = editions.Where(e => judgedBy.GetValueOrDefault(e.Key) != e.Value).Select(e => e.Key).Order(StringComparer.Ordinal).ToList();
        return other.Count == editions.Count && other.Count > 0 ? [RuleChange.Everywhere] : other;
    }

    private static bool Same(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b) => a.Count == b.Count && b.All(e => a.GetValueOrDefault(e.Key) == e.Value);
}

/// <summary>What this process has gone through the workspaces for, so that it does so once, and again on the day of a new pack.</summary>
public sealed class UpToDateMark
{
    private volatile string done = "";

    public bool IsFor(IReadOnlyDictionary<string, string> editions) => done == Text(editions);

    public void Set(IReadOnlyDictionary<string, string> editions) => done = Text(editions);

    private static string Text(IReadOnlyDictionary<string, string> editions) => string.Join(' ', editions.Values.Order(StringComparer.Ordinal));
}

/// <summary>Within a minute of the start, and of the first minute of a pack's day; in between it asks nobody.</summary>
[QuartzJob(Name = "bring-up-to-date", Group = "hub")]
[CronTrigger("30 * * * * ?")]
[DisallowConcurrentExecution]
public sealed class BringUpToDateJob(BringUpToDate bring) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        context.Result = JobRunReport.Succeeded($"{await bring.RunAsync(cancellationToken)} workspaces");
}
