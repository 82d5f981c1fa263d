using MainImageHub.Domain;
using MainImageHub.Domain.Deployments;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace MainImageHub.Web.Stages.Upload;

/// <summary>
/// Looks whether a picture that was live still is, and whether one that was driven out came back. Read-backs lie now and then (a sibling's picture, issue 5343 of Amazon's models),
/// so only a second deviating look, minutes later, counts as drift: <see cref="LiveSightings"/> says when.
/// </summary>
public sealed class RelookWork(HubDbContext db, DeploymentOrders orders, LivePictures pictures, LiveSightings sightings, TimeProvider clock) : IWorkHandler
{
    private static readonly Actor Looker = Actor.Background("live look");

    public async Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken)
    {
        var deployment = await db.Deployments.SingleOrDefaultAsync(d => d.Id == task.SubjectId, cancellationToken);
        if (deployment is not { Status: DeploymentStatus.Live or DeploymentStatus.Drifted })
        {
            return WorkOutcome.Finished;
        }

        var target = await orders.TargetAsync(deployment.ListingId, cancellationToken);
        var wanted = deployment.AssetId is { } id ? await db.Assets.SingleAsync(a => a.Id == id, cancellationToken) : null;
        var sight = await pictures.SeeAsync(target.Store, target.Listing, cancellationToken);
        var now = clock.GetUtcNow();
        var evidence = await pictures.CompareAsync(sight, wanted, await orders.BeforeAsync(deployment, cancellationToken), now, cancellationToken) with { IssuesBefore = deployment.Evidence?.IssuesBefore };
        if (evidence.Shown == LivePicture.Unreachable)
        {
            // Says nothing about what shoppers see; the next round looks again.
            return WorkOutcome.Finished;
        }

        var isThere = wanted is null ? orders.IsGone(deployment, target, evidence) : evidence.ShowsOurs;
        if ((!isThere || deployment.Status == DeploymentStatus.Drifted) && await IsOvertakenAsync(deployment, cancellationToken))
        {
            // Ours to change: the later order looks by itself. Asked after the look, for it may have been placed meanwhile.
            return WorkOutcome.Finished;
        }

        if (deployment.Status == DeploymentStatus.Drifted && !isThere)
        {
            // As known. What else hangs there is the business of the store's own reading.
            return WorkOutcome.Finished;
        }

        var sighting = await sightings.RecordAsync(target.Listing, target.Store, sight, now, isThere ? new LiveMatch(deployment.VersionId, evidence.Shown) : null, cancellationToken: cancellationToken);
        if (sighting?.DoubtedUntil is { } again)
        {
            deployment.LookedAgain(evidence);
            await db.SaveChangesAsync(cancellationToken);
            return new WorkOutcome.Snooze(again);
        }

        if (deployment.Status == DeploymentStatus.Drifted)
        {
            deployment.SeenLive(evidence, now);
            db.Audit(Looker, wanted is null ? "deployment.gone" : "deployment.live", "deployment", deployment.Id, now);
        }
        else if (isThere)
        {
            deployment.LookedAgain(evidence);
        }
        else
        {
            deployment.Drift(evidence, now);
            db.Audit(Looker, "deployment.drifted", "deployment", deployment.Id, now, new(StringComparer.Ordinal) { ["shown"] = evidence.Shown.ToString() });
        }

        await db.SaveChangesAsync(cancellationToken);
        return WorkOutcome.Finished;
    }

    private async Task<bool> IsOvertakenAsync(Deployment deployment, CancellationToken cancellationToken) => await orders.IsOvertakenAsync(
        deployment, await db.MainImages.Where(i => i.Id == deployment.MainImageId).Select(i => i.Slot).SingleAsync(cancellationToken), cancellationToken);
}

/// <summary>Plans a look at everything that is live, of one store, spread over the hours until the next round.</summary>
public sealed class RelookStoreWork(HubDbContext db, WorkQueue queue, TimeProvider clock) : IWorkHandler
{
    public const string Kind = "store.relook";

    private static readonly TimeSpan Spread = TimeSpan.FromHours(5);

    public async Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken)
    {
        var live = await db.Deployments.AsNoTracking()
            .Where(d => (d.Status == DeploymentStatus.Live || (d.Status == DeploymentStatus.Drifted && !db.Deployments.Any(later => later.ListingId == d.ListingId && later.MainImageId == d.MainImageId && later.Id > d.Id && later.LiveAt != null)))
                && db.Listings.Any(l => l.Id == d.ListingId && l.StoreId == task.SubjectId)
                && db.MainImages.Any(i => i.Id == d.MainImageId && i.Slot == MainImage.MainSlot))
            .OrderBy(d => d.Id).Select(d => new { d.Id, d.ListingId }).ToListAsync(cancellationToken);
        var now = clock.GetUtcNow();
        for (var i = 0; i < live.Count; i++)
        {
            await queue.AddAsync(DeploymentOrders.RelookWork, live[i].Id, "live look", now + (Spread * i / live.Count), lane: live[i].ListingId.ToString(), cancellationToken: cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        return WorkOutcome.Finished;
    }
}

/// <summary>Every six hours, for the stores of all workspaces.</summary>
[QuartzJob(Name = "relook-live", Group = "hub")]
[CronTrigger("0 20 0/6 * * ?")]
[DisallowConcurrentExecution]
public sealed class RelookLiveJob(SystemDbContext system, WorkTickets tickets, TimeProvider clock) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var now = clock.GetUtcNow();
        var stores = await system.Stores.Where(s => !system.WorkItems.Any(w => w.Kind == RelookStoreWork.Kind && w.SubjectId == s.Id && w.State == WorkState.Waiting))
            .Select(s => new { s.Id, s.WorkspaceId, s.Name }).ToListAsync(cancellationToken);
        system.WorkItems.AddRange(stores.Select(s => new WorkItem
        {
            WorkspaceId = s.WorkspaceId,
            Kind = RelookStoreWork.Kind,
            Group = WorkGroups.Light,
            SubjectId = s.Id,
            Label = s.Name,
            DueAt = now,
            CreatedAt = now,
        }));
        await system.SaveChangesAsync(cancellationToken);
        await tickets.IssueAsync(WorkGroups.Light, now, cancellationToken);
    }
}
