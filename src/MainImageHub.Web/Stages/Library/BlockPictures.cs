using MainImageHub.Domain.Images;
using MainImageHub.Imaging;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Design;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Library;

/// <summary>Blocks a picture that drew a complaint, and ends that. What looks like it is judged anew by <see cref="RejudgeLookAlikesWork"/>.</summary>
public sealed class BlockPictures(HubDbContext db, CurrentMember me, IBlobStore blobs, AssetIntake intake, PictureLimits limits, WorkQueue queue, TimeProvider clock)
{
    public const int LongestCase = 200;
    public const int LongestReason = 2000;

    public async Task<BlockedPicture> AddAsync(Guid? assetId, string? complaint, string? reason, CancellationToken cancellationToken)
    {
        // A block holds for every store and every brand.
        me.RequireEverything();
        var (name, why) = RequireWords(complaint, reason);
        var asset = assetId is null ? throw LibraryProblems.BlockWithoutPicture.Because()
            : await db.Assets.SingleOrDefaultAsync(a => a.Id == assetId, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        var now = clock.GetUtcNow();
        var blocked = new BlockedPicture
        {
            WorkspaceId = me.WorkspaceId,
            AssetId = asset.Id,
            Sha256 = asset.Sha256,
            PerceptualHash = asset.PerceptualHash,
            Case = name,
            Reason = why,
            BlockedBy = me.Actor.Name,
            BlockedAt = now,
        };
        db.BlockedPictures.Add(blocked);
        db.Audit(me.Actor, "picture.blocked", "blockedPicture", blocked.Id, now, new() { ["case"] = name, ["reason"] = why, ["file"] = asset.FileName, ["sha256"] = asset.Sha256 });
        await queue.AddAsync(RejudgeLookAlikesWork.Kind, blocked.Id, name, cancellationToken: cancellationToken);
        await db.SaveChangesAsync(() => RequireFreeAsync(asset.Id, cancellationToken), cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        return blocked;
    }

    /// <summary>A picture that was never used here, or is known only from the complaint. It becomes an asset, so that others can be compared with it.</summary>
    public async Task<BlockedPicture> AddFileAsync(string fileName, Stream content, string? complaint, string? reason, CancellationToken cancellationToken)
    {
        me.RequireEverything();
        _ = RequireWords(complaint, reason);
        var blob = await blobs.PutAsync(me.WorkspaceId, content, limits.MaxBytes, cancellationToken);
        try
        {
            var asset = await intake.TakeAsync(blob.Sha256, fileName, AssetOrigin.Unknown, cancellationToken);
            return await AddAsync(asset.Id, complaint, reason, cancellationToken);
        }
        catch (ImageRefusedException refused)
        {
            throw DesignProblems.Refused(refused);
        }
    }

    public async Task EndAsync(Guid id, CancellationToken cancellationToken)
    {
        me.RequireEverything();
        var blocked = await db.BlockedPictures.SingleOrDefaultAsync(b => b.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        var now = clock.GetUtcNow();
        if (!blocked.End(me.Actor, now))
        {
            return;
        }

        db.Audit(me.Actor, "picture.unblocked", "blockedPicture", blocked.Id, now, new() { ["case"] = blocked.Case });
        await queue.AddAsync(RejudgeLookAlikesWork.Kind, blocked.Id, blocked.Case, cancellationToken: cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
    }

    private static (string Case, string Reason) RequireWords(string? complaint, string? reason) =>
        complaint?.Trim() is { Length: > 0 and <= LongestCase } name && reason?.Trim() is { Length: > 0 and <= LongestReason } why
            ? (name, why)
            : throw LibraryProblems.BlockIncomplete.Because(LongestCase, LongestReason);

    private async Task RequireFreeAsync(Guid assetId, CancellationToken cancellationToken)
    {
        if (await db.BlockedPictures.AsNoTracking().FirstOrDefaultAsync(b => b.AssetId == assetId && b.EndedAt == null, cancellationToken) is { } already)
        {
            throw LibraryProblems.AlreadyBlocked.Because(already.Case);
        }
    }
}
