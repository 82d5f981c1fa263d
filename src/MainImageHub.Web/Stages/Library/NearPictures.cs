using MainImageHub.Domain.Images;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Library;

/// <summary>Finds pictures of the workspace that look like one, by perceptual hash; see <see cref="HashBands"/>.</summary>
public static class NearPictures
{
    /// <summary>
    /// Every picture whose hash differs from <paramref name="hash"/> in at most <paramref name="distance"/> bits, nearest first.
    /// </summary>
    /// <param name="db">Of the workspace.</param>
    /// <param name="hash">What is looked for.</param>
    /// <param name="distance">0..<see cref="HashBands.Farthest"/>.</param>
    /// <param name="most">Nearer ones come before farther ones.</param>
    public static IQueryable<NearPicture> Near(this HubDbContext db, long hash, int distance, int most)
    {
        long[] a = HashBands.Probes(hash, 0, distance), b = HashBands.Probes(hash, 1, distance), c = HashBands.Probes(hash, 2, distance), d = HashBands.Probes(hash, 3, distance);

        // A union and not an "or": each band is asked by its own index, whatever the planner thinks of how common its values are.
        return db.Database.SqlQuery<NearPicture>($"""
            select id as "AssetId", distance as "Distance" from (
              select distinct id, bit_count((perceptual_hash # {hash})::bit(64))::int as distance from (
                select id, perceptual_hash from asset where workspace_id = {db.WorkspaceId} and hash_band0 = any ({a})
                union all select id, perceptual_hash from asset where workspace_id = {db.WorkspaceId} and hash_band1 = any ({b})
                union all select id, perceptual_hash from asset where workspace_id = {db.WorkspaceId} and hash_band2 = any ({c})
                union all select id, perceptual_hash from asset where workspace_id = {db.WorkspaceId} and hash_band3 = any ({d})
              ) as candidate
              where bit_count((perceptual_hash # {hash})::bit(64)) <= {distance}
            ) as near
            order by distance, id desc
            limit {most}
            """);
    }
}

/// <summary>A picture that looks like another.</summary>
/// <param name="Distance">Bits in which the hashes differ.</param>
public sealed record NearPicture(Guid AssetId, int Distance);
