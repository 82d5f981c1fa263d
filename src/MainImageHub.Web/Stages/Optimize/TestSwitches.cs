using MainImageHub.Domain;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Experiments;
using MainImageHub.Web.Stages.Upload;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Optimize;

/// <summary>Asks for the picture a test wants to be shown, unless it is shown or on its way already.</summary>
public sealed class TestSwitches(HubDbContext db, DeploymentOrders orders, TimeProvider clock)
{
    // A switch that failed is asked for again, but not every minute.
    private static readonly TimeSpan PatienceAfterFailure = TimeSpan.FromMinutes(30);

    /// <returns>The deployment that was requested; null when none is needed. Saved by the caller.</returns>
    public async Task<Deployment?> ShowAsync(Experiment experiment, MainImage image, Guid versionId, Actor actor, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var last = await db.Deployments.Where(d => d.ListingId == experiment.ListingId && d.MainImageId == image.Id && d.Status != DeploymentStatus.Cancelled)
            .OrderByDescending(d => d.Id).FirstOrDefaultAsync(cancellationToken);
        var isOnItsWay = last is { IsEnded: false };
        if (isOnItsWay && last!.VersionId == versionId)
        {
            return null;
        }

        if (!isOnItsWay && await ShownAsync(experiment, image.Slot, cancellationToken) is { } shown && shown.VersionId == versionId)
        {
            return null;
        }

        if (last is { Status: DeploymentStatus.Failed } && last.VersionId == versionId && last.EndedAt > now - PatienceAfterFailure)
        {
            return null;
        }

        var version = await db.Versions.SingleAsync(v => v.Id == versionId, cancellationToken);
        var target = await orders.TargetAsync(experiment.ListingId, cancellationToken);
        var deployment = await orders.AddAsync(image, target, DeploymentPurpose.Rotation, version.Id, version.AssetId, actor, cancellationToken: cancellationToken);
        db.Audit(actor, "experiment.switched", "experiment", experiment.Id, now, new() { ["version"] = versionId.ToString(), ["deployment"] = deployment.Id.ToString() });
        return deployment;
    }

    /// <summary>What the listing was last seen to show.</summary>
    public Task<LedgerEntry?> ShownAsync(Experiment experiment, string slot, CancellationToken cancellationToken) =>
        db.Ledger.AsNoTracking().Where(e => e.ListingId == experiment.ListingId && e.Slot == slot && e.EndedAt == null)
            .OrderByDescending(e => e.FirstSeenAt).FirstOrDefaultAsync(cancellationToken);
}
