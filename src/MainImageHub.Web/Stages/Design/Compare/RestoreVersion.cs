using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design.Compare;

/// <summary>Hands an older version's very file in again as the next version, to be reviewed like any other. Nothing is sent, and the older one stays as it is.</summary>
public sealed class RestoreVersion(HubDbContext db, CurrentMember member, IBlobStore blobs, SubmitVersion submit, TimeProvider clock)
{
    /// <summary>For a page: whether it would be let.</summary>
    public static bool Can(int number, MainImage image) => number < image.LastVersionNumber && image.RetirementRequestedAt is null;

    public async Task<ImageVersion> RunAsync(Guid versionId, CancellationToken cancellationToken)
    {
        var version = await db.Versions.AsNoTracking().SingleOrDefaultAsync(v => v.Id == versionId, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        await member.RequireImageAsync(db, version.MainImageId, cancellationToken);
        if (version.Status != VersionStatus.Ready)
        {
            throw LifecycleProblems.VersionNotReady.Because(version.Number);
        }

        if (await db.MainImages.AnyAsync(i => i.Id == version.MainImageId && i.LastVersionNumber == version.Number, cancellationToken))
        {
            throw DesignProblems.NewestAlready.Because(version.Number);
        }

        var asset = await db.Assets.AsNoTracking().SingleAsync(a => a.Id == version.AssetId, cancellationToken);
        if (asset.PurgedAt is not null || !await blobs.ExistsAsync(version.WorkspaceId, asset.Sha256, cancellationToken))
        {
            throw DesignProblems.FileGone.Because(version.Number);
        }

        db.Audit(member.Actor, "version.restored", "version", version.Id, clock.GetUtcNow());
        return await submit.RunAsync(version.MainImageId, new ReceivedFile(version.FileName, new BlobInfo(asset.Sha256, asset.Bytes), new Repair(version.Number, [])), cancellationToken);
    }
}
