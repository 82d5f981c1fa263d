using System.Buffers.Binary;
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
        var uses = await UsesAsync(ids, cancellationToken);
        return page.Cut([.. rows.Select(a => new AssetLine(
            a.Id, a.FileName, a.Sha256, a.Format, a.Bytes, a.Width, a.Height, a.Origin, a.CreatedAt, a.Tags, AssetVerdicts.Worst(a.Judged),
            a.ArchivedAt, a.PurgedAt is not null, [.. uses[a.Id]]))], a => a.Id);
    }

    /// <summary>The same page, ids only: for those who look through many.</summary>
    public async Task<Page<Guid>> FindIdsAsync(LibraryFilter filter, PageQuery page, CancellationToken cancellationToken) =>
        page.Cut(await IdsAsync(filter, page, cancellationToken), id => id);

    /// <summary>Of each picture by itself: one that is everywhere leaves the others theirs.</summary>
    private async Task<ILookup<Guid, AssetUse>> UsesAsync(List<Guid> ids, CancellationToken cancellationToken)
    {
        var used = db.Versions.Where(v => v.AssetId != null && ids.Contains(v.AssetId.Value))
            .Join(db.MainImages, v => v.MainImageId, i => i.Id, (v, i) => new { AssetId = v.AssetId!.Value, v.Id, v.MainImageId, v.Number, i.ProductId, IsLive = i.LiveVersionId == v.Id })
            .Join(db.Products, v => v.ProductId, p => p.Id, (v, p) => new { v.AssetId, v.Id, v.MainImageId, v.Number, p.Sku, v.IsLive });
        var rows = await db.Assets.Where(a => ids.Contains(a.Id))
            .SelectMany(a => used.Where(v => v.AssetId == a.Id).OrderByDescending(v => v.IsLive).ThenByDescending(v => v.Id).Take(UsesShown)).ToListAsync(cancellationToken);
        return rows.OrderByDescending(v => v.IsLive).ThenByDescending(v => v.Id).ToLookup(v => v.AssetId, v => new AssetUse(v.MainImageId, v.Id, v.Number, v.Sku, v.IsLive));
    }

    private async Task<List<Guid>> IdsAsync(LibraryFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        var (first, before, most) = (filter.FirstId(), page.Before, page.Take + 1);
        if (filter.EndId() is { } end && Compare(end, before) < 0)
        {
            before = end;
        }

        var archived = filter.Archived == true;
        if (filter.Hash() is { } hash)
        {
            var hex = Convert.ToHexStringLower(hash);
            if (await db.Assets.Where(a => a.Sha256 == hex && a.PurgedAt == null).Select(a => new { a.Id, a.ArchivedAt }).SingleOrDefaultAsync(cancellationToken) is not { } same)
            {
                return [];
            }

            // The shortest stretch of the list, so that whatever else is asked for holds as well. Whether it is here already does not depend on its being in use.
            first = Compare(first, same.Id) > 0 ? first : same.Id;
            before = Compare(before, Next(same.Id)) < 0 ? before : Next(same.Id);
            archived = filter.Archived ?? same.ArchivedAt is not null;
        }

        string[] keywords = filter.Keywords(), judged = filter.Judged(), tags = filter.Tags();
        return await db.Database.SqlQuery<Guid>($"""
            select id as "Value" from library_find({filter.Pattern() ?? ""}, {keywords}, {judged}, {tags}, {archived}, {first}, {before}, {most}) as found (id)
            """).ToListAsync(cancellationToken);
    }

    /// <summary>As Postgres orders them.</summary>
    private static int Compare(Guid a, Guid b) => string.CompareOrdinal(a.ToString(), b.ToString());

    private static Guid Next(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteUInt128BigEndian(bytes, BinaryPrimitives.ReadUInt128BigEndian(bytes) + 1);
        return new Guid(bytes, bigEndian: true);
    }
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
