using MainImageHub.Domain.Deployments;
using MainImageHub.Web.Http;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Upload.Bulk;

/// <summary>How far an order of pushes is, and what became of each listing.</summary>
public sealed class ReadPushes(HubDbContext db, DeploymentReader deployments, TimeProvider clock)
{
    public async Task<PushBatchView> OneAsync(Guid id, CancellationToken cancellationToken)
    {
        var batch = await db.PushBatches.AsNoTracking().SingleOrDefaultAsync(b => b.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        return (await WithCountsAsync([batch], cancellationToken))[0];
    }

    public async Task<Page<PushBatchView>> ListAsync(PageQuery page, CancellationToken cancellationToken)
    {
        var (before, take) = (page.Before, page.Take);
        var batches = await db.PushBatches.AsNoTracking().Where(b => b.Id < before).OrderByDescending(b => b.Id).Take(take + 1).ToListAsync(cancellationToken);
        return page.Cut(await WithCountsAsync(batches, cancellationToken), b => b.Id);
    }

    /// <param name="batchId">The order.</param>
    /// <param name="state">Only those; null for all.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<Page<PushBatchItemView>> ItemsAsync(Guid batchId, PushItemState? state, PageQuery page, CancellationToken cancellationToken)
    {
        var (before, take) = (page.Before, page.Take);
        if (!await db.PushBatches.AnyAsync(b => b.Id == batchId, cancellationToken))
        {
            throw HttpProblems.NotFound.Because();
        }

        var items = db.PushBatchItems.AsNoTracking().Where(i => i.BatchId == batchId && i.Id < before);
        if (state is { } only)
        {
            var statuses = Enum.GetValues<DeploymentStatus>().Where(s => StateOf(s) == only).ToArray();
            items = items.Where(i => only == PushItemState.LeftOut ? i.DeploymentId == null : db.Deployments.Any(d => d.Id == i.DeploymentId && statuses.Contains(d.Status)));
        }

        var rows = await items.OrderByDescending(i => i.Id).Take(take + 1)
            .Join(db.Listings, i => i.ListingId, l => l.Id, (i, l) => new { Item = i, Listing = l })
            .Join(db.Stores, i => i.Listing.StoreId, s => s.Id, (i, s) => new { i.Item, i.Listing, Store = s })
            .OrderByDescending(i => i.Item.Id).ToListAsync(cancellationToken);
        var versionIds = rows.Select(r => r.Item.VersionId).OfType<Guid>().Distinct().ToArray();
        var versions = await db.Versions.AsNoTracking().Where(v => versionIds.Contains(v.Id)).Select(v => new { v.Id, v.Number, v.AssetId, v.MainImageId }).ToDictionaryAsync(v => v.Id, cancellationToken);
        var (pushIds, listingIds) = (rows.Select(r => r.Item.DeploymentId).OfType<Guid>().ToArray(), rows.Select(r => r.Listing.Id).ToArray());
        var pushes = (await deployments.ViewsAsync(db.Deployments.Where(d => pushIds.Contains(d.Id)), cancellationToken)).ToDictionary(d => d.Id);
        var rollbacks = (await deployments.ViewsAsync(db.Deployments.Where(d => listingIds.Contains(d.ListingId) && d.RollsBackId != null && pushIds.Contains(d.RollsBackId.Value)), cancellationToken)).ToLookup(d => d.RollsBackId!.Value);
        var now = clock.GetUtcNow();
        return page.Cut(
            [
                .. rows.Select(r =>
                {
                    var push = r.Item.DeploymentId is { } id ? pushes[id] : null;
                    var version = r.Item.VersionId is { } versionId ? versions[versionId] : null;
                    return new PushBatchItemView
                    {
                        Id = r.Item.Id,
                        ListingId = r.Listing.Id,
                        StoreId = r.Store.Id,
                        StoreName = r.Store.Name,
                        Site = r.Store.SiteCode.ToString(),
                        Sku = r.Listing.Sku,
                        MainImageId = push?.MainImageId ?? version?.MainImageId,
                        VersionId = version?.Id,
                        VersionNumber = version?.Number,
                        AssetId = version?.AssetId,
                        BeforeAssetId = push?.BeforeAssetId ?? (push?.LiveAt is null ? r.Listing.LiveAssetId : null),
                        State = push is null ? PushItemState.LeftOut : StateOf(push.Status),
                        Deployment = push,
                        Problem = r.Item.Problem is { } problem ? new(problem.Code, problem.Message, null) : null,
                        Rollback = push is null ? null : rollbacks[push.Id].FirstOrDefault(),
                        RollbackProblem = r.Item.RollbackProblem is { } refusal ? new(refusal.Code, refusal.Message, null) : null,
                        LiveBy = r.Item.LiveBy,
                        IsLate = r.Item.LiveBy is { } by && push is not null && (push.LiveAt ?? now) > by,
                    };
                }),
            ],
            i => i.Id);
    }

    /// <summary>Where a push stands, for whoever looks at many.</summary>
    public static PushItemState StateOf(DeploymentStatus status) => status switch
    {
        DeploymentStatus.Live => PushItemState.Live,
        DeploymentStatus.Failed => PushItemState.Failed,
        DeploymentStatus.Scheduled or DeploymentStatus.Queued or DeploymentStatus.Pushing or DeploymentStatus.Accepted or DeploymentStatus.Manual => PushItemState.Waiting,
        _ => PushItemState.Over,
    };

    private async Task<List<PushBatchView>> WithCountsAsync(List<PushBatch> batches, CancellationToken cancellationToken)
    {
        var ids = batches.ConvertAll(b => b.Id);
        var counts = (await db.PushBatchItems.Where(i => ids.Contains(i.BatchId))
            .LeftJoin(db.Deployments, i => i.DeploymentId, d => (Guid?)d.Id, (i, d) => new { i.BatchId, Status = (DeploymentStatus?)d!.Status, IsSent = d.PushedAt != null })
            .GroupBy(i => new { i.BatchId, i.Status, i.IsSent })
            .Select(g => new { g.Key.BatchId, g.Key.Status, g.Key.IsSent, Count = g.Count() }).ToListAsync(cancellationToken)).ToLookup(c => c.BatchId);
        // A rollback is under way as well: the page goes on telling until the old picture is seen.
        var undoing = (await db.PushBatchItems.Where(i => ids.Contains(i.BatchId) && db.Deployments.Any(d => d.ListingId == i.ListingId && d.RollsBackId != null && d.RollsBackId == i.DeploymentId
                && (d.Status == DeploymentStatus.Queued || d.Status == DeploymentStatus.Pushing || d.Status == DeploymentStatus.Accepted || d.Status == DeploymentStatus.Manual)))
            .Select(i => i.BatchId).Distinct().ToListAsync(cancellationToken)).ToHashSet();
        return batches.ConvertAll(b =>
        {
            int Sum(PushItemState state) => counts[b.Id].Where(c => (c.Status is { } s ? StateOf(s) : PushItemState.LeftOut) == state).Sum(c => c.Count);
            var of = new PushCounts(
                counts[b.Id].Sum(c => c.Count), Sum(PushItemState.Waiting), Sum(PushItemState.Live), Sum(PushItemState.Failed), Sum(PushItemState.Over), Sum(PushItemState.LeftOut),
                counts[b.Id].Where(c => !c.IsSent && c.Status is DeploymentStatus.Scheduled or DeploymentStatus.Queued or DeploymentStatus.Manual).Sum(c => c.Count),
                counts[b.Id].Where(c => c.Status is DeploymentStatus.Live or DeploymentStatus.Accepted).Sum(c => c.Count));
            return new PushBatchView(b.Id, b.RequestedByName, b.CreatedAt, of.Waiting == 0 && !undoing.Contains(b.Id), of);
        });
    }
}

/// <summary>Where one listing of an order stands.</summary>
public enum PushItemState
{
    /// <summary>Scheduled, being sent, or taken by the marketplace and not seen yet.</summary>
    Waiting,

    /// <summary>Seen.</summary>
    Live,

    Failed,

    /// <summary>Cancelled, rolled back, or something else took its place since.</summary>
    Over,

    /// <summary>Never sent.</summary>
    LeftOut,
}

/// <summary>An order of pushes.</summary>
/// <param name="IsDone">Nothing waits any more, no rollback either.</param>
public sealed record PushBatchView(Guid Id, string RequestedBy, DateTimeOffset CreatedAt, bool IsDone, PushCounts Counts);

/// <param name="Over">Cancelled, rolled back, or something else took its place since.</param>
/// <param name="Cancellable">Of what waits, how many were not begun.</param>
/// <param name="Undoable">How many can be rolled back.</param>
public sealed record PushCounts(int Total, int Waiting, int Live, int Failed, int Over, int LeftOut, int Cancellable, int Undoable);

/// <summary>One listing of an order.</summary>
public sealed record PushBatchItemView
{
    public required Guid Id { get; init; }

    public required Guid ListingId { get; init; }

    public required Guid StoreId { get; init; }

    public required string StoreName { get; init; }

    public required string Site { get; init; }

    public required string Sku { get; init; }

    public Guid? MainImageId { get; init; }

    public Guid? VersionId { get; init; }

    public int? VersionNumber { get; init; }

    public Guid? AssetId { get; init; }

    /// <summary>What was shown before it.</summary>
    public Guid? BeforeAssetId { get; init; }

    public required PushItemState State { get; init; }

    /// <summary>Absent for what was left out.</summary>
    public DeploymentView? Deployment { get; init; }

    /// <summary>Why it was left out; beside a deployment that failed, why it was not tried again.</summary>
    public DeploymentProblemView? Problem { get; init; }

    /// <summary>What puts back the picture from before.</summary>
    public DeploymentView? Rollback { get; init; }

    /// <summary>Why it was not rolled back with the others.</summary>
    public DeploymentProblemView? RollbackProblem { get; init; }

    public DateTimeOffset? LiveBy { get; init; }

    /// <summary>It was to be live by now, or was live too late.</summary>
    public required bool IsLate { get; init; }
}
