using MainImageHub.Domain.Images;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Library;

/// <summary>
/// <c>picture.rejudge</c>: a picture was blocked, or a block ended; the reports of every version that looks like it are renewed. A push
/// does not wait for it: it asks the list itself.
/// </summary>
public sealed class RejudgeLookAlikesWork(HubDbContext db, PictureLibrary library, ComplianceJudge judge) : IWorkHandler
{
    public const string Kind = "picture.rejudge";

    private const int Most = 1000;

    public async Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken)
    {
        if (await db.BlockedPictures.AsNoTracking().SingleOrDefaultAsync(b => b.Id == task.SubjectId, cancellationToken) is not { } blocked)
        {
            return WorkOutcome.Finished;
        }

        var near = await db.Near(blocked.PerceptualHash, BlockedPicture.Near, Most).Select(n => n.AssetId).ToListAsync(cancellationToken);
        var versions = await db.Versions.AsNoTracking().Where(v => v.AssetId != null && near.Contains(v.AssetId.Value) && v.Status == VersionStatus.Ready)
            .OrderByDescending(v => v.Id).Take(Most).Select(v => new { v.Id, v.MainImageId, AssetId = v.AssetId!.Value }).ToListAsync(cancellationToken);
        foreach (var row in versions)
        {
            db.ChangeTracker.Clear();
            var image = await db.MainImages.SingleAsync(i => i.Id == row.MainImageId, cancellationToken);
            var version = await db.Versions.SingleAsync(v => v.Id == row.Id, cancellationToken);
            var asset = await db.Assets.SingleAsync(a => a.Id == row.AssetId, cancellationToken);
            var likes = await library.LikesAsync(asset, image.ProductId, cancellationToken);
            await judge.JudgeAsync(version, asset, await judge.ProfilesAsync(image, cancellationToken), likes, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
        }

        return WorkOutcome.Finished;
    }
}
