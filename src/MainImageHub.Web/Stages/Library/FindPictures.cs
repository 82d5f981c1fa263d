using MainImageHub.Domain.Images;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Http;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Library;

/// <summary>
/// One page of the library, newest first. The search itself is the SQL function <c>library_find</c>: part of a name or a word of a list is
/// looked up in an index that Postgres does not use behind the wall, so the function stands before it and holds to the workspace itself.
/// </summary>
public sealed class FindPictures(HubDbContext db)
{
    private const int UsesShown = 20;

    public async Task<Page<AssetLine>> FindAsync(LibraryFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        var ids = await IdsAsync(filter, page, cancellationToken);
        var rows = await db.Assets.AsNoTracking().Where(a => ids.Contains(a.Id)).OrderByDescending(a => a.Id)
            .Select(a => new { a.Id, a.FileName, a.Sha256, a.Format, a.Bytes, a.Width, a.Height, a.Origin, a.CreatedAt, a.Tags, a.Judged, a.ArchivedAt, a.PurgedAt }).ToListAsync(cancellationToken);
        var uses = (await db.Versions.AsNoTracking().Where(v => v.AssetId != null && ids.Contains(v.AssetId.Value))
            .Join(db.MainImages, v => v.MainImageId, i => i.Id, (v, i) => new { AssetId = v.AssetId!.Value, v.Id, v.MainImageId, v.Number, i.ProductId, IsLive = i.LiveVersionId == v.Id })
            .Join(db.Products, v => v.ProductId, p => p.Id, (v, p) => new { v.AssetId, v.IsLive, Use = new AssetUse(v.MainImageId, v.Id, v.Number, p.Sku, v.IsLive) })
            .OrderByDescending(v => v.IsLive).Take(ids.Count * UsesShown).ToListAsync(cancellationToken)).ToLookup(v => v.AssetId, v => v.Use);
        return page.Cut([.. rows.Select(a => new AssetLine(
            a.Id, a.FileName, a.Sha256, a.Format, a.Bytes, a.Width, a.Height, a.Origin, a.CreatedAt, a.Tags, AssetVerdicts.Worst(a.Judged),
            a.ArchivedAt, a.PurgedAt is not null, [.. uses[a.Id].Take(UsesShown)]))], a => a.Id);
    }

    private async Task<List<Guid>> IdsAsync(LibraryFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        var (first, before, most) = (filter.FirstId(), page.Before, page.Take + 1);
        if (filter.EndId() is { } end && Compare(end, before) < 0)
        {
            before = end;
        }

        if (filter.Hash() is { } hash)
        {
            var hex = Convert.ToHexStringLower(hash);
            return await db.Assets.Where(a => a.Sha256 == hex && a.PurgedAt == null).Select(a => a.Id).ToListAsync(cancellationToken);
        }

        string[] keywords = filter.Keywords(), judged = filter.Judged(), tags = filter.Tags();
        var archived = filter.Archived == true;
        return await db.Database.SqlQuery<Guid>($"""
            select id as "Value" from library_find({filter.Pattern() ?? ""}, {keywords}, {judged}, {tags}, {archived}, {first}, {before}, {most}) as found (id)
            """).ToListAsync(cancellationToken);
    }

    /// <summary>As Postgres orders them.</summary>
    private static int Compare(Guid a, Guid b) => string.CompareOrdinal(a.ToString(), b.ToString());
}

/// <summary>A picture of the library.</summary>
/// <param name="Verdict">The worst of the marketplaces that it was judged for; absent when it was judged for none.</param>
/// <param name="ArchivedAt">When it was retired from use as the lesser of two look-alikes; absent otherwise.</param>
/// <param name="IsPurged">Its files were deleted; what was measured stays.</param>
/// <param name="Uses">Versions that it is the picture of, the live ones first; up to 20.</param>
public sealed record AssetLine(
    Guid Id, string FileName, string Sha256, ImageFormat Format, long Bytes, int Width, int Height, AssetOrigin Origin, DateTimeOffset CreatedAt,
    IReadOnlyList<string> Tags, Verdict? Verdict, DateTimeOffset? ArchivedAt, bool IsPurged, IReadOnlyList<AssetUse> Uses);

public sealed record AssetUse(Guid MainImageId, Guid VersionId, int Number, string Sku, bool IsLive);
