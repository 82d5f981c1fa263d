using MainImageHub.Domain;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Drops;
using MainImageHub.Domain.Images;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Retire;

/// <summary>
/// After the days of grace: deletes the files of a retired main image that nothing else uses and no shopper sees. Facts, hash and
/// history stay. Files go first and the row is marked after them, so that a crash in between only means doing it again.
/// </summary>
public sealed class PurgeWork(HubDbContext db, IBlobStore blobs, TimeProvider clock) : IWorkHandler
{
    public const string Kind = "asset.purge";

    public async Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken)
    {
        var retirement = await db.Retirements.SingleOrDefaultAsync(r => r.Id == task.SubjectId, cancellationToken);
        if (retirement is null or { PurgedAt: not null } or { PurgeDueAt: null })
        {
            return WorkOutcome.Finished;
        }

        if (retirement.PurgeDueAt > clock.GetUtcNow())
        {
            return new WorkOutcome.Snooze(retirement.PurgeDueAt.Value);
        }

        var assets = await db.Assets.Where(a => a.PurgedAt == null && db.Versions.Any(v => v.AssetId == a.Id && v.MainImageId == retirement.MainImageId)).OrderBy(a => a.Id).ToListAsync(cancellationToken);
        var (released, kept) = (0L, 0);
        foreach (var asset in assets)
        {
            await using var held = await db.HoldBlobAsync(asset.Sha256, cancellationToken);
            if (await IsNeededAsync(asset, retirement.MainImageId, cancellationToken))
            {
                kept++;
            }
            else
            {
                released += await PurgeAsync(asset, cancellationToken);
            }

            await held.CommitAsync(cancellationToken);
        }

        released += await PurgeRefusedAsync(retirement.MainImageId, cancellationToken);

        var now = clock.GetUtcNow();
        retirement.MarkPurged(released, kept, now);
        db.Audit(Actor.Background("purge"), "mainImage.purged", "mainImage", retirement.MainImageId, now, new(StringComparer.Ordinal)
        {
            ["bytesReleased"] = released.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["picturesKept"] = kept.ToString(System.Globalization.CultureInfo.InvariantCulture),
        });
        await db.SaveChangesAsync(cancellationToken);
        return WorkOutcome.Finished;
    }

    /// <summary>A version elsewhere (one that still waits to be looked at knows only the bytes), a dropped file that may become one, a listing that shows it, or a deployment that may have to put it back.</summary>
    private async Task<bool> IsNeededAsync(Asset asset, Guid mainImageId, CancellationToken cancellationToken) =>
        await db.Versions.AnyAsync(v => v.AssetId == asset.Id && v.MainImageId != mainImageId && !db.Retirements.Any(r => r.MainImageId == v.MainImageId && r.PurgedAt != null), cancellationToken)
        || await db.Versions.AnyAsync(v => v.SourceSha256 == asset.Sha256 && v.AssetId == null && (v.Status == VersionStatus.Received || v.Status == VersionStatus.Processing), cancellationToken)
        || await db.DropFiles.AnyAsync(f => f.Sha256 == asset.Sha256 && !f.LeftOut && f.Status != DropFileStatus.Made && f.Status != DropFileStatus.Skipped && f.Status != DropFileStatus.Waiting, cancellationToken)
        || await db.Listings.AnyAsync(l => l.LiveAssetId == asset.Id, cancellationToken)
        || await db.Ledger.AnyAsync(e => e.EndedAt == null && (e.AssetId == asset.Id || db.Versions.Any(v => v.Id == e.VersionId && v.AssetId == asset.Id)), cancellationToken)
        || await db.Deployments.AnyAsync(
            d => (d.AssetId == asset.Id || d.BeforeAssetId == asset.Id)
                && (d.Status == DeploymentStatus.Manual || d.Status == DeploymentStatus.Scheduled || d.Status == DeploymentStatus.Queued || d.Status == DeploymentStatus.Pushing || d.Status == DeploymentStatus.Accepted || d.Status == DeploymentStatus.Live),
            cancellationToken);

    /// <summary>Files that were never taken as pictures have no asset; the refused versions know them by their bytes.</summary>
    private async Task<long> PurgeRefusedAsync(Guid mainImageId, CancellationToken cancellationToken)
    {
        var sources = await db.Versions.Where(v => v.MainImageId == mainImageId && v.AssetId == null && v.Status == VersionStatus.Rejected)
            .Select(v => new { v.WorkspaceId, v.SourceSha256 }).Distinct().ToListAsync(cancellationToken);
        var released = 0L;
        foreach (var source in sources)
        {
            await using var held = await db.HoldBlobAsync(source.SourceSha256, cancellationToken);
            var needed = await db.Assets.AnyAsync(a => a.Sha256 == source.SourceSha256 && a.PurgedAt == null, cancellationToken)
                || await db.Versions.AnyAsync(v => v.SourceSha256 == source.SourceSha256 && v.MainImageId != mainImageId, cancellationToken);
            await using var file = needed ? null : await blobs.OpenAsync(source.WorkspaceId, source.SourceSha256, cancellationToken);
            if (file is not null)
            {
                released += file.Length;
                await blobs.DeleteAsync(source.WorkspaceId, source.SourceSha256, cancellationToken);
            }
        }

        return released;
    }

    private async Task<long> PurgeAsync(Asset asset, CancellationToken cancellationToken)
    {
        var renditions = await db.Renditions.Where(r => r.AssetId == asset.Id).ToListAsync(cancellationToken);
        var files = renditions.Select(r => (r.Sha256, r.Bytes)).Append((asset.Sha256, asset.Bytes)).DistinctBy(f => f.Item1).ToList();
        var released = 0L;
        foreach (var (sha256, bytes) in files)
        {
            // Two pictures can have the same rendition, and a rendition can be another's original.
            var shared = await db.Renditions.AnyAsync(r => r.Sha256 == sha256 && r.AssetId != asset.Id, cancellationToken)
                || await db.Assets.AnyAsync(a => a.Sha256 == sha256 && a.Id != asset.Id && a.PurgedAt == null, cancellationToken);
            if (!shared)
            {
                await blobs.DeleteAsync(asset.WorkspaceId, sha256, cancellationToken);
                released += bytes;
            }
        }

        db.Renditions.RemoveRange(renditions);
        var published = await db.PublicPictures.Where(p => p.AssetId == asset.Id).ToListAsync(cancellationToken);
        foreach (var picture in published)
        {
            await blobs.UnpublishAsync(picture.Token, picture.FileName, cancellationToken);
        }

        db.PublicPictures.RemoveRange(published);
        asset.PurgedAt = clock.GetUtcNow();
        await db.SaveChangesAsync(cancellationToken);
        return released;
    }
}
