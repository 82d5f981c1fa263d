using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Experiments;
using MainImageHub.Domain.Images;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Stages.Upload;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Library;

/// <summary>Pairs of pictures that look the same: noted when the second comes in, decided on by a person.</summary>
public sealed class LookAlikes(HubDbContext db, PictureLibrary library, TimeProvider clock)
{
    /// <summary>Notes the older pictures that look the same as one that a version is made of. Doing it twice notes nothing twice.</summary>
    public async Task NoteAsync(Asset asset, CancellationToken cancellationToken)
    {
        foreach (var (otherId, distance) in await library.SameLookAsync(asset, cancellationToken))
        {
            var (newer, older) = string.CompareOrdinal(asset.Id.ToString(), otherId.ToString()) > 0 ? (asset.Id, otherId) : (otherId, asset.Id);
            await db.Database.ExecuteSqlAsync(
                $"insert into look_alike_pair (id, workspace_id, asset_id, other_id, distance, found_at) values ({Guid.CreateVersion7()}, {asset.WorkspaceId}, {newer}, {older}, {distance}, {clock.GetUtcNow()}) on conflict do nothing",
                cancellationToken);
        }
    }

    /// <summary>What nobody decided on yet, newest first. A pair whose one picture is no longer in use needs no decision.</summary>
    public async Task<Page<LookAlikeView>> OpenAsync(PageQuery page, CancellationToken cancellationToken)
    {
        var (before, take) = (page.Before, page.Take);
        var rows = await db.LookAlikePairs.AsNoTracking().Where(p => p.DecidedAt == null && p.Id < before)
            .Join(db.Assets.Where(a => a.ArchivedAt == null && a.PurgedAt == null), p => p.AssetId, a => a.Id, (p, a) => new { Pair = p, A = a })
            .Join(db.Assets.Where(a => a.ArchivedAt == null && a.PurgedAt == null), p => p.Pair.OtherId, a => a.Id, (p, b) => new { p.Pair, p.A, B = b })
            .OrderByDescending(p => p.Pair.Id).Take(take + 1)
            .Select(p => new
            {
                p.Pair.Id,
                p.Pair.Distance,
                p.Pair.FoundAt,
                A = new { p.A.Id, p.A.FileName, p.A.Width, p.A.Height, p.A.Format, p.A.Bytes, p.A.CreatedAt },
                B = new { p.B.Id, p.B.FileName, p.B.Width, p.B.Height, p.B.Format, p.B.Bytes, p.B.CreatedAt },
            }).ToListAsync(cancellationToken);
        var live = await LiveAsync([.. rows.SelectMany(r => new[] { r.A.Id, r.B.Id })], cancellationToken);
        return page.Cut([.. rows.Select(r => new LookAlikeView(
            r.Id,
            r.Distance,
            r.FoundAt,
            new(r.A.Id, r.A.FileName, r.A.Width, r.A.Height, r.A.Format, r.A.Bytes, r.A.CreatedAt, live.Contains(r.A.Id)),
            new(r.B.Id, r.B.FileName, r.B.Width, r.B.Height, r.B.Format, r.B.Bytes, r.B.CreatedAt, live.Contains(r.B.Id))))], p => p.Id);
    }

    /// <summary>
    /// Shown on a listing, as its own file or as a version's, or about to be: on its way to a marketplace, ordered for later, or one of the two
    /// that a running test shows in turns.
    /// </summary>
    public async Task<HashSet<Guid>> LiveAsync(IReadOnlyList<Guid> assets, CancellationToken cancellationToken)
    {
        var ids = assets.Distinct().ToArray();
        var seen = await db.Listings.Where(l => l.LiveAssetId != null && ids.Contains(l.LiveAssetId.Value)).Select(l => l.LiveAssetId!.Value).ToListAsync(cancellationToken);
        var noted = await db.Ledger.Where(e => e.EndedAt == null && e.AssetId != null && ids.Contains(e.AssetId.Value)).Select(e => e.AssetId!.Value).ToListAsync(cancellationToken);
        var ordered = await db.Deployments.UnderWay().Where(d => d.AssetId != null && ids.Contains(d.AssetId.Value)).Select(d => d.AssetId!.Value).ToListAsync(cancellationToken);
        var meant = await db.Versions.Where(v => v.AssetId != null && ids.Contains(v.AssetId.Value)
            && (db.MainImages.Any(i => i.LiveVersionId == v.Id) || db.Ledger.Any(e => e.EndedAt == null && e.VersionId == v.Id)
                || db.Experiments.Any(e => e.Status == ExperimentStatus.Running && (e.VersionA == v.Id || e.VersionB == v.Id))))
            .Select(v => v.AssetId!.Value).ToListAsync(cancellationToken);
        return [.. seen, .. noted, .. ordered, .. meant];
    }
}

/// <summary>Settles a pair of look-alikes, and takes that back.</summary>
public sealed class DecideLookAlike(HubDbContext db, CurrentMember me, LookAlikes lookAlikes, TimeProvider clock)
{
    /// <returns>The one that stays in use; null for both.</returns>
    public async Task<Guid?> RunAsync(Guid id, KeepOf keep, CancellationToken cancellationToken)
    {
        // Either picture may be anybody's.
        me.RequireEverything();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // One at a time in a workspace: a picture may stand in several pairs, and whoever waited reads what was decided before.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('lookAlike'), hashtext({me.WorkspaceId.ToString()}))", cancellationToken);
        var pair = await db.LookAlikePairs.SingleOrDefaultAsync(p => p.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        if (pair.DecidedAt is not null)
        {
            throw LibraryProblems.PairDecided.Because(pair.DecidedBy);
        }

        var newer = await db.Assets.SingleAsync(a => a.Id == pair.AssetId, cancellationToken);
        var older = await db.Assets.SingleAsync(a => a.Id == pair.OtherId, cancellationToken);
        if (new[] { newer, older }.FirstOrDefault(a => a.ArchivedAt is not null || a.PurgedAt is not null) is { } gone)
        {
            throw LibraryProblems.PairGone.Because(gone.FileName);
        }

        var live = await lookAlikes.LiveAsync([newer.Id, older.Id], cancellationToken);
        var now = clock.GetUtcNow();
        if (keep == KeepOf.Both)
        {
            pair.Decide(null, me.Actor, now);
            db.Audit(me.Actor, "pictures.different", "asset", newer.Id, now, new() { ["file"] = older.FileName });
        }
        else
        {
            var kept = Winner(keep, newer, older, live);
            var loser = kept == newer ? older : newer;
            if (live.Contains(loser.Id))
            {
                throw LibraryProblems.LoserIsLive.Because(loser.FileName);
            }

            loser.ArchivedAt = now;
            pair.Decide(kept.Id, me.Actor, now);
            db.Audit(me.Actor, "picture.archived", "asset", loser.Id, now, new() { ["file"] = kept.FileName });
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return pair.KeptId;
    }

    /// <summary>Puts a picture that was retired from use back; its files never went.</summary>
    public async Task UseAgainAsync(Guid assetId, CancellationToken cancellationToken)
    {
        me.RequireEverything();
        var asset = await db.Assets.SingleOrDefaultAsync(a => a.Id == assetId, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        if (asset.ArchivedAt is null)
        {
            return;
        }

        asset.ArchivedAt = null;
        db.Audit(me.Actor, "picture.usedAgain", "asset", asset.Id, clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
    }

    internal static Asset Winner(KeepOf keep, Asset newer, Asset older, HashSet<Guid> live) => keep switch
    {
        KeepOf.Newest => newer,
        KeepOf.Live => (live.Contains(newer.Id), live.Contains(older.Id)) switch
        {
            (true, false) => newer,
            (false, true) => older,
            _ => throw LibraryProblems.NotOneLive.Because(),
        },
        _ => (long)older.Width * older.Height > (long)newer.Width * newer.Height ? older : newer,
    };
}

/// <summary>Two pictures that look the same.</summary>
/// <param name="Distance">Bits in which the perceptual hashes differ.</param>
public sealed record LookAlikeView(Guid Id, int Distance, DateTimeOffset FoundAt, LookAlikePicture Newer, LookAlikePicture Older)
{
    /// <summary>The decisions that are not refused: what is live is never the one that goes.</summary>
    internal IReadOnlyList<KeepOf> Choices => (Newer.IsLive, Older.IsLive) switch
    {
        (true, true) => [KeepOf.Both],
        (false, false) => [KeepOf.MostPixels, KeepOf.Newest, KeepOf.Both],
        _ => [KeepOf.Live, KeepOf.Both],
    };
}

/// <param name="IsLive">Shown on a listing, on its way to one, or in a running test.</param>
public sealed record LookAlikePicture(Guid AssetId, string FileName, int Width, int Height, ImageFormat Format, long Bytes, DateTimeOffset CreatedAt, bool IsLive);
