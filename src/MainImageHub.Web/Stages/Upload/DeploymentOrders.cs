using MainImageHub.Domain;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Experiments;
using MainImageHub.Domain.Listings;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Upload;

/// <summary>
/// Puts deployments on their way, for whoever wants one: a push, a rollback, a rotation, a retirement. The caller checks what may be
/// pushed, saves, and then calls <see cref="WorkQueue.ScheduleAsync"/>.
/// </summary>
public sealed class DeploymentOrders(HubDbContext db, WorkQueue queue, StoreConnections connections, TimeProvider clock)
{
    public const string PushWork = "deployment.push";
    public const string LookWork = "deployment.look";
    public const string RelookWork = "deployment.relook";

    // Giving up over the marketplace's answers is decided by the work itself.
    private const int Patience = 100;

    public Deployment Add(MainImage image, PushTarget target, DeploymentPurpose purpose, Guid? versionId, Guid? assetId, Actor actor,
        DateTimeOffset? publishAt = null, string? overrideReason = null, Guid? rollsBackId = null)
    {
        var now = clock.GetUtcNow();
        var deployment = Deployment.Request(image, target.Listing.Id, purpose, versionId, assetId, actor, now, publishAt, overrideReason, rollsBackId);
        db.Deployments.Add(deployment);
        var details = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["purpose"] = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(purpose.ToString()),
            ["listing"] = target.Listing.Id.ToString(),
        };
        if (overrideReason is not null)
        {
            details["override"] = overrideReason;
        }

        db.Audit(actor, "deployment.requested", "deployment", deployment.Id, now, details);
        // A store's pushes go one after the other: that keeps them in order, and inside the store's rate limit.
        queue.AddNew(PushWork, [new NewWork(deployment.Id, Label(target), publishAt, Lane: target.Store.Id.ToString())], Patience);
        return deployment;
    }

    public Task SendAgainAsync(Deployment deployment, PushTarget target, DateTimeOffset at, CancellationToken cancellationToken) =>
        queue.AddAsync(PushWork, deployment.Id, Label(target), at, lane: target.Store.Id.ToString(), maxAttempts: Patience, cancellationToken: cancellationToken);

    public Task LookAsync(Deployment deployment, PushTarget target, CancellationToken cancellationToken) =>
        queue.AddAsync(LookWork, deployment.Id, Label(target), lane: target.Listing.Id.ToString(), maxAttempts: Patience, cancellationToken: cancellationToken);

    public async Task<PushTarget> TargetAsync(Guid listingId, CancellationToken cancellationToken)
    {
        var listing = await db.Listings.SingleAsync(l => l.Id == listingId, cancellationToken);
        return new PushTarget(listing, await db.Stores.SingleAsync(s => s.Id == listing.StoreId, cancellationToken));
    }

    /// <summary>What the push took the place of; null when it was not looked at, or showed nothing.</summary>
    public async Task<PictureBefore?> BeforeAsync(Deployment deployment, CancellationToken cancellationToken)
    {
        if (deployment.BeforeAssetId is not { } id)
        {
            return null;
        }

        var file = await db.Versions.Where(v => v.Id == deployment.BeforeVersionId).Select(v => v.AssetId).SingleOrDefaultAsync(cancellationToken);
        return new PictureBefore(
            await db.Assets.SingleAsync(a => a.Id == id, cancellationToken),
            file is null || file == deployment.AssetId ? null : await db.Assets.SingleAsync(a => a.Id == file, cancellationToken));
    }

    /// <summary>Whether a picture that was to be taken away is: none is shown, or, where the next one moves up, another than hung there before.</summary>
    public bool IsGone(Deployment deployment, PushTarget target, LiveEvidence evidence) => evidence.Shown == LivePicture.Missing
        || (evidence is { Shown: LivePicture.Replaced, ShowsBefore: false } && deployment.BeforeAssetId is not null && connections.FindConnector(target.Store.Marketplace)?.Capabilities.NextMovesUp == true);

    /// <summary>A running test swaps the picture there by its plan: whoever wants another one stops the test first, or it would be swapped away again.</summary>
    public async Task RequireNoTestAsync(IReadOnlyCollection<Guid> listingIds, CancellationToken cancellationToken)
    {
        if (await db.Experiments.AnyAsync(e => listingIds.Contains(e.ListingId) && e.Status == ExperimentStatus.Running, cancellationToken))
        {
            throw LifecycleProblems.ExperimentRunning.Because();
        }
    }

    /// <summary>A later order of ours for the same place is on its way, or has arrived.</summary>
    public async Task<bool> IsOvertakenAsync(Deployment deployment, string slot, CancellationToken cancellationToken)
    {
        var due = deployment.PublishAt ?? deployment.CreatedAt;
        var others = await db.Deployments.AsNoTracking()
            .Where(d => d.ListingId == deployment.ListingId && d.Id != deployment.Id
                && (d.Status == DeploymentStatus.Queued || d.Status == DeploymentStatus.Pushing || d.Status == DeploymentStatus.Accepted || d.Status == DeploymentStatus.Live || d.Status == DeploymentStatus.Manual)
                && db.MainImages.Any(i => i.Id == d.MainImageId && i.Slot == slot))
            .Select(d => new { d.Id, Due = d.PublishAt ?? d.CreatedAt }).ToListAsync(cancellationToken);
        return others.Exists(d => d.Due > due || (d.Due == due && d.Id.CompareTo(deployment.Id) > 0));
    }

    private static string Label(PushTarget target) => $"{target.Listing.Sku} {target.Listing.ExternalId} {target.Store.Name}";
}

/// <summary>Where a picture goes.</summary>
public sealed record PushTarget(Listing Listing, Store Store);
