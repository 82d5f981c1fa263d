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
    /// <param name="isFinal">A person has just ended the test, or it has ended: a switch that failed a moment ago is no reason to leave the other picture up.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>
    /// The deployment that was requested; null when none is needed, or when somebody else's picture is shown or on its way there: that is not
    /// swapped away behind their back, and the test's health says so. Saved by the caller.
    /// </returns>
    public async Task<Deployment?> ShowAsync(Experiment experiment, MainImage image, Guid versionId, Actor actor, bool isFinal, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var shown = await ShownAsync(experiment, image.Slot, cancellationToken);
        if (IsForeign(experiment, shown) || await IsSomebodysAsync(experiment, image, cancellationToken))
        {
            return null;
        }

        var last = await LastAsync(experiment, image, cancellationToken);
        var isOnItsWay = IsOnItsWay(last);
        if (isOnItsWay && last!.VersionId == versionId)
        {
            return null;
        }

        if (!isOnItsWay && shown?.VersionId == versionId)
        {
            return null;
        }

        if (!isFinal && last is { Status: DeploymentStatus.Failed } && last.VersionId == versionId && last.EndedAt > now - PatienceAfterFailure)
        {
            return null;
        }

        var version = await db.Versions.SingleAsync(v => v.Id == versionId, cancellationToken);
        var target = await orders.TargetAsync(experiment.ListingId, cancellationToken);
        var deployment = orders.Add(image, target, DeploymentPurpose.Rotation, version.Id, version.AssetId, actor);
        // Touched, so that a stop at this moment and this switch cannot both be saved: the one that comes second looks again.
        db.Entry(experiment).Property(e => e.Status).IsModified = true;
        db.Audit(actor, "experiment.switched", "experiment", experiment.Id, now, new() { ["version"] = versionId.ToString(), ["deployment"] = deployment.Id.ToString() });
        return deployment;
    }

    /// <summary>
    /// The listing shows what the test left there, or that is no longer the test's affair: a person ordered another picture since it began,
    /// or another test has begun after it.
    /// </summary>
    public async Task<bool> IsSettledAsync(Experiment experiment, MainImage image, CancellationToken cancellationToken) =>
        await db.Experiments.AnyAsync(e => e.ListingId == experiment.ListingId && e.Id != experiment.Id && e.StartedAt > experiment.EndedAt, cancellationToken)
        || await db.Deployments.AnyAsync(
            d => d.ListingId == experiment.ListingId && d.Purpose != DeploymentPurpose.Rotation && (d.PublishAt ?? d.CreatedAt) >= experiment.StartedAt
                && (d.Status == DeploymentStatus.Queued || d.Status == DeploymentStatus.Pushing || d.Status == DeploymentStatus.Accepted || d.Status == DeploymentStatus.Live)
                && db.MainImages.Any(i => i.Id == d.MainImageId && i.Slot == image.Slot),
            cancellationToken)
        || (!IsOnItsWay(await LastAsync(experiment, image, cancellationToken)) && (await ShownAsync(experiment, image.Slot, cancellationToken))?.VersionId == experiment.FinalVersionId);

    /// <summary>
    /// The picture is to be shown, is not, and something can still be expected: its swap is on its way or about to be asked for. Not after a
    /// failure, and not where somebody else's picture is in the way, which is not swapped away.
    /// </summary>
    public async Task<bool> IsAwaitedAsync(Experiment experiment, MainImage image, Guid versionId, CancellationToken cancellationToken)
    {
        var shown = await ShownAsync(experiment, image.Slot, cancellationToken);
        if (shown?.VersionId == versionId || IsForeign(experiment, shown) || await IsSomebodysAsync(experiment, image, cancellationToken))
        {
            return false;
        }

        var last = await LastAsync(experiment, image, cancellationToken);
        return IsOnItsWay(last) || last?.VersionId != versionId || last.Status == DeploymentStatus.Live;
    }

    private Task<Deployment?> LastAsync(Experiment experiment, MainImage image, CancellationToken cancellationToken) => db.Deployments
        .Where(d => d.ListingId == experiment.ListingId && d.MainImageId == image.Id && d.Status != DeploymentStatus.Cancelled && d.Status != DeploymentStatus.Scheduled)
        .OrderByDescending(d => d.Id).FirstOrDefaultAsync(cancellationToken);

    // Taken in, looked for to the end and never seen: nothing is to be expected of it any more.
    private static bool IsOnItsWay(Deployment? last) =>
        last is { IsEnded: false } && (last.Status != DeploymentStatus.Accepted || LookWork.DueAt(last) is not null);

    // Neither A nor B.
    private static bool IsForeign(Experiment experiment, LedgerEntry? shown) =>
        shown is not null && shown.VersionId != experiment.VersionA && shown.VersionId != experiment.VersionB;

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
