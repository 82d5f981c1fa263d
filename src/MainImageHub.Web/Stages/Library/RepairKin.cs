using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Library;

/// <summary>Pictures that our own repairs made of one another: whatever is said against one is said against all, whether they still look alike or not.</summary>
public static class RepairKin
{
    /// <summary>The pictures themselves, and all that were repaired into them or out of them, over any number of repairs.</summary>
    public static async Task<HashSet<Guid>> WithRepairKinAsync(this HubDbContext db, IReadOnlyCollection<Guid> assetIds, CancellationToken cancellationToken)
    {
        var known = assetIds.ToHashSet();
        for (var next = known.ToArray(); next.Length > 0;)
        {
            var found = await NearestKinAsync(db, next, cancellationToken);
            next = [.. found.Where(known.Add)];
        }

        return known;
    }

    private static async Task<List<Guid>> NearestKinAsync(HubDbContext db, Guid[] assetIds, CancellationToken cancellationToken)
    {
        // The history tells it by the number of the version at hand, so the other versions of these main images are needed too.
        var images = db.Versions.Where(v => v.AssetId != null && assetIds.Contains(v.AssetId.Value)).Select(v => v.MainImageId);
        var repairs = await db.StageChanges.AsNoTracking().Where(c => c.Verb == MainImage.RepairedVerb && images.Contains(c.MainImageId))
            .Join(db.Versions.Where(v => v.AssetId != null), c => c.VersionId, v => v.Id, (c, v) => new { v.MainImageId, Made = v.AssetId!.Value, c.Reason }).ToListAsync(cancellationToken);
        if (repairs.Count == 0)
        {
            return [];
        }

        var of = repairs.Select(r => r.MainImageId).Distinct().ToArray();
        var originals = await db.Versions.AsNoTracking().Where(v => of.Contains(v.MainImageId) && v.AssetId != null)
            .ToDictionaryAsync(v => (v.MainImageId, v.Number), v => v.AssetId!.Value, cancellationToken);
        var kin = new List<Guid>();
        foreach (var repair in repairs)
        {
            if (Repair.Read(repair.Reason) is { } read && originals.TryGetValue((repair.MainImageId, read.From), out var original)
                && (assetIds.Contains(original) || assetIds.Contains(repair.Made)))
            {
                kin.AddRange([original, repair.Made]);
            }
        }

        return kin;
    }
}
