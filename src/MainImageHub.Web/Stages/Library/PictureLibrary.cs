using MainImageHub.Domain.Images;
using MainImageHub.Domain.Rules;
using MainImageHub.Imaging;
using MainImageHub.Imaging.Inspection;
using MainImageHub.Imaging.Pipeline;
using MainImageHub.Imaging.Processes;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Library;

/// <summary>
/// What the workspace's other pictures say of one. The hash finds who may look alike, pixels decide; small renditions are compared, so that
/// it costs milliseconds. Decodes: not inside a transaction.
/// </summary>
public sealed partial class PictureLibrary(HubDbContext db, WorkspaceScope scope, IBlobStore blobs, ImagingProcesses imaging, ILogger<PictureLibrary> logger)
{
    /// <summary>Re-encoded or scaled, the same picture stays within this many bits.</summary>
    public const int SameLook = 4;

    // Far more than are looked at: those that do not count are left out before the nearest are taken.
    private const int Candidates = 10_000;
    private const int MostNear = 100;
    private const int MostCompared = 10;
    private const int MostUses = 50;

    /// <summary>The other products whose main image it is, and the complaint it drew.</summary>
    /// <param name="asset">The picture.</param>
    /// <param name="productId">Whose picture it is to be. Variants of one family may share theirs.</param>
    /// <param name="cancellationToken">Stops the comparing.</param>
    public async Task<PictureLikes> LikesAsync(Asset asset, Guid productId, CancellationToken cancellationToken) =>
        new(await UsesAsync(asset, productId, cancellationToken), await BlockedAsync(asset, cancellationToken));

    /// <summary>The block that holds for this picture, or for one that our own repairs made of it or it of them; the last of several.</summary>
    public async Task<LikeBlocked?> BlockedAsync(Asset asset, CancellationToken cancellationToken)
    {
        var blocks = await db.BlockedPictures.AsNoTracking().Where(b => b.EndedAt == null).OrderByDescending(b => b.Id)
            .Select(b => new { b.Id, b.AssetId, b.Sha256, b.PerceptualHash, b.Case, b.BlockedAt }).ToListAsync(cancellationToken);
        if (blocks.Count == 0)
        {
            return null;
        }

        var kin = await db.WithRepairKinAsync([asset.Id], cancellationToken);
        var faces = await db.Assets.AsNoTracking().Where(a => kin.Contains(a.Id) && a.Id != asset.Id).Select(a => new { a.Id, a.Sha256, a.PerceptualHash }).ToListAsync(cancellationToken);
        faces.Insert(0, new { asset.Id, asset.Sha256, asset.PerceptualHash });
        foreach (var block in blocks)
        {
            foreach (var face in faces)
            {
                var distance = block.Sha256 == face.Sha256 ? 0 : HashBands.Distance(block.PerceptualHash, face.PerceptualHash);
                // With a badge on it or cropped it is still what the complaint was about; a hash alone is believed where there is nothing to compare.
                if (block.Sha256 == face.Sha256
                    || (distance <= BlockedPicture.Near && await CompareAsync(block.AssetId, face.Id, cancellationToken) is not PictureRelation.Different))
                {
                    return new LikeBlocked(block.Id, block.Case, distance, block.BlockedAt);
                }
            }
        }

        return null;
    }

    /// <summary>
    /// Other pictures in use that look the same, nearest first. What was found live and is no version's picture is left out: it is mostly
    /// the marketplace's copy of one of ours.
    /// </summary>
    public async Task<IReadOnlyList<(Guid AssetId, int Distance)>> SameLookAsync(Asset asset, CancellationToken cancellationToken)
    {
        var near = await db.Near(asset.PerceptualHash, SameLook, Candidates)
            .Where(n => n.AssetId != asset.Id && db.Assets.Any(a => a.Id == n.AssetId && a.ArchivedAt == null && a.PurgedAt == null
                && (a.Origin != AssetOrigin.FoundLive || db.Versions.Any(v => v.AssetId == a.Id))))
            .OrderBy(n => n.Distance).ThenByDescending(n => n.AssetId).Take(MostCompared).ToListAsync(cancellationToken);
        var same = new List<(Guid, int)>();
        foreach (var other in near)
        {
            if (await CompareAsync(other.AssetId, asset.Id, cancellationToken) is PictureRelation.Identical or PictureRelation.Reencoded)
            {
                same.Add((other.AssetId, other.Distance));
            }
        }

        return same;
    }

    private async Task<IReadOnlyList<LikeUse>> UsesAsync(Asset asset, Guid productId, CancellationToken cancellationToken)
    {
        var near = await db.Near(asset.PerceptualHash, SameLook, Candidates).Where(n => db.Versions.Any(v => v.AssetId == n.AssetId))
            .OrderBy(n => n.Distance).ThenByDescending(n => n.AssetId).Take(MostNear).ToDictionaryAsync(n => n.AssetId, n => n.Distance, cancellationToken);
        // A picture that is only being taken in may not be found yet.
        near[asset.Id] = 0;
        var ids = near.Keys.ToArray();
        var family = await db.Products.Where(p => p.Id == productId).Select(p => p.FamilyId).SingleOrDefaultAsync(cancellationToken);
        var uses = await db.Versions.AsNoTracking()
            .Where(v => v.AssetId != null && ids.Contains(v.AssetId.Value) && v.Status == VersionStatus.Ready && v.Decision != ReviewDecision.Rejected)
            .Join(db.MainImages.Where(i => i.RetiredAt == null && i.ProductId != productId), v => v.MainImageId, i => i.Id, (v, i) => new { v.Id, AssetId = v.AssetId!.Value, i.ProductId })
            .Join(db.Products.Where(p => family == null || p.FamilyId != family), v => v.ProductId, p => p.Id, (v, p) => new { v.Id, v.AssetId, v.ProductId, p.Sku })
            .OrderByDescending(v => v.Id).Take(MostUses).ToListAsync(cancellationToken);
        var same = new List<LikeUse>();
        foreach (var used in uses.GroupBy(u => u.AssetId).OrderByDescending(u => u.Key == asset.Id).ThenBy(u => near[u.Key]).Take(MostCompared))
        {
            if (used.Key == asset.Id || await CompareAsync(used.Key, asset.Id, cancellationToken) is PictureRelation.Identical or PictureRelation.Reencoded)
            {
                same.AddRange(used.Select(u => new LikeUse(u.Sku, u.ProductId, u.Id, u.AssetId, near[u.AssetId])));
            }
        }

        return same;
    }

    /// <summary>Null where one of them has no files any more, or none that can be read: a picture is not held up by another one's damage.</summary>
    private async Task<PictureRelation?> CompareAsync(Guid a, Guid b, CancellationToken cancellationToken)
    {
        try
        {
            using var one = await ThumbAsync(a, cancellationToken);
            using var other = await ThumbAsync(b, cancellationToken);
            return one is null || other is null ? null : (await imaging.CompareAsync(one.Path, other.Path, cancellationToken)).Relation;
        }
        catch (Exception e) when (e is ImageRefusedException or BlobDamagedException)
        {
            Log.NotCompared(logger, a, b, e);
            return null;
        }
    }

    private async Task<LocalBlob?> ThumbAsync(Guid assetId, CancellationToken cancellationToken)
    {
        var sha256 = await db.Renditions.Where(r => r.AssetId == assetId && r.Purpose == StandardRecipes.Thumb320.Name).Select(r => r.Sha256).SingleOrDefaultAsync(cancellationToken);
        return sha256 is null ? null : await blobs.BringAsync(scope.WorkspaceId!.Value, sha256, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Pictures {One} and {Other} could not be compared")]
        public static partial void NotCompared(ILogger logger, Guid one, Guid other, Exception exception);
    }
}
