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

    /// <param name="experiment">The test; tracked.</param>
    /// <param name="image">Its main image.</param>
    /// <param name="versionId">A or B.</param>
    /// <param name="actor">Who wants it.</param>
    /// <param name="isFinal">Nobody asks again after this: a switch that failed a moment ago is no reason to leave the other picture up.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>The deployment that was requested; null when none is needed. Saved by the caller.</returns>
    public async Task<Deployment?> ShowAsync(Experiment experiment, MainImage image, Guid versionId, Actor actor, bool isFinal, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (!isFinal && await IsSomebodysAsync(experiment, image, cancellationToken))
        {
            return null;
        }

        var last = await db.Deployments.Where(d => d.ListingId == experiment.ListingId && d.MainImageId == image.Id && d.Status != DeploymentStatus.Cancelled && d.Status != DeploymentStatus.Scheduled)
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

        if (!isFinal && last is { Status: DeploymentStatus.Failed } && last.VersionId == versionId && last.EndedAt > now - PatienceAfterFailure)
        {
            return null;
        }

        var version = await db.Versions.SingleAsync(v => v.Id == versionId, cancellationToken);
        var target = await orders.TargetAsync(experiment.ListingId, cancellationToken);
        var deployment = await orders.AddAsync(image, target, DeploymentPurpose.Rotation, version.Id, version.AssetId, actor, cancellationToken: cancellationToken);
        // Touched, so that a stop at this moment and this switch cannot both be saved: the one that comes second looks again.
        db.Entry(experiment).Property(e => e.Status).IsModified = true;
        db.Audit(actor, "experiment.switched", "experiment", experiment.Id, now, new() { ["version"] = versionId.ToString(), ["deployment"] = deployment.Id.ToString() });
        return deployment;
    }

    /// <summary>A person's own push or rollback is on its way to the place, planned before the test began: what they want shown is not swapped away.</summary>
    private Task<bool> IsSomebodysAsync(Experiment experiment, MainImage image, CancellationToken cancellationToken) => db.Deployments.AnyAsync(
        d => d.ListingId == experiment.ListingId && (d.Purpose == DeploymentPurpose.Push || d.Purpose == DeploymentPurpose.Rollback)
            && (d.Status == DeploymentStatus.Queued || d.Status == DeploymentStatus.Pushing || (d.Status == DeploymentStatus.Accepted && d.Problem == null))
            && db.MainImages.Any(i => i.Id == d.MainImageId && i.Slot == image.Slot),
        cancellationToken);

    /// <summary>What the listing was last seen to show.</summary>
    public Task<LedgerEntry?> ShownAsync(Experiment experiment, string slot, CancellationToken cancellationToken) => ShownAsync(experiment.ListingId, slot, cancellationToken);

    /// <summary>The version that a test can start from; null when the listing shows a picture that is none of ours, or none.</summary>
    public async Task<Guid?> LiveVersionAsync(Guid listingId, MainImage image, CancellationToken cancellationToken) =>
        await ShownAsync(listingId, image.Slot, cancellationToken) is { } shown ? shown.VersionId : image.LiveVersionId;

    private Task<LedgerEntry?> ShownAsync(Guid listingId, string slot, CancellationToken cancellationToken) =>
        db.Ledger.AsNoTracking().Where(e => e.ListingId == listingId && e.Slot == slot && e.EndedAt == null)
            .OrderByDescending(e => e.FirstSeenAt).FirstOrDefaultAsync(cancellationToken);
}
