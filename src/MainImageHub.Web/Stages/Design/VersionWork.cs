using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Rules;
using MainImageHub.Imaging;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Observability;
using MainImageHub.Web.Stages.Library;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design;

/// <summary>
/// <c>version.process</c>: measures, renders and judges a submitted file, so that it ends ready or rejected. A file that is itself
/// at fault is refused at once; anything else is tried again, and given up without touching the file once more.
/// </summary>
public sealed partial class VersionWork(HubDbContext db, AssetIntake intake, PictureLibrary library, LookAlikes lookAlikes, ComplianceJudge judge, SecondOpinions opinions, WorkQueue queue, HubMetrics metrics, TimeProvider clock, ILogger<VersionWork> logger) : IWorkHandler
{
    public const string Kind = "version.process";
    public const int MaxAttempts = 5;

    private static readonly Actor Checker = Actor.Background("picture check");

    public async Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken)
    {
        var version = await db.Versions.SingleOrDefaultAsync(v => v.Id == task.SubjectId, cancellationToken);
        if (version is { Status: VersionStatus.Rejected, Problem.Code: var code } && code == DesignProblems.ProcessingFailed.Code)
        {
            // A person asked for it again on the Jobs page.
            version.ProcessAgain();
        }

        if (version is null or { Status: VersionStatus.Ready or VersionStatus.Rejected })
        {
            return WorkOutcome.Finished;
        }

        version.BeginProcessing();
        await db.SaveChangesAsync(cancellationToken);
        Asset asset;
        try
        {
            asset = await intake.TakeAsync(version.SourceSha256, version.FileName, AssetOrigin.Unknown, cancellationToken);
        }
        catch (ImageRefusedException refused)
        {
            Log.Refused(logger, version.Id, version.MainImageId, refused.Code);
            await SettleAsync(version.Id, (image, v) => image.RefuseVersion(v, new(refused.Code, refused.Text), Checker, clock.GetUtcNow()), cancellationToken);
            return WorkOutcome.Finished;
        }

        var productId = await db.MainImages.Where(i => i.Id == version.MainImageId).Select(i => i.ProductId).SingleAsync(cancellationToken);
        var likes = await library.LikesAsync(asset, productId, cancellationToken);
        await lookAlikes.NoteAsync(asset, cancellationToken);
        await SettleAsync(version.Id, (image, v) => image.VersionChecked(v, asset.Id, Checker, clock.GetUtcNow()), cancellationToken, (asset, likes));
        return WorkOutcome.Finished;
    }

    public async Task GiveUpAsync(WorkTask task, WorkOutcome.Failed why, CancellationToken cancellationToken)
    {
        if (await db.Versions.AnyAsync(v => v.Id == task.SubjectId, cancellationToken))
        {
            // A person's word stays what it is; of what failed by itself the version says what can be done, and the Jobs page why.
            var problem = why.Code == WorkProblems.Discarded.Code ? new VersionProblem(why.Code, why.Text) : new(DesignProblems.ProcessingFailed.Code, DesignProblems.ProcessingFailed.Text());
            await SettleAsync(task.SubjectId, (image, v) => image.RefuseVersion(v, problem, Checker, clock.GetUtcNow()), cancellationToken);
        }
    }

    private async Task SettleAsync(Guid versionId, Action<MainImage, ImageVersion> settle, CancellationToken cancellationToken, (Asset Asset, PictureLikes Likes)? picture = null)
    {
        db.ChangeTracker.Clear();
        var mainImageId = await db.Versions.Where(v => v.Id == versionId).Select(v => v.MainImageId).SingleAsync(cancellationToken);
        await using var transaction = await db.HoldAsync(mainImageId, cancellationToken);
        var image = await db.MainImages.SingleAsync(i => i.Id == mainImageId, cancellationToken);
        var version = await db.Versions.SingleAsync(v => v.Id == versionId, cancellationToken);
        if (version.Status is VersionStatus.Ready or VersionStatus.Rejected)
        {
            return;
        }

        if (picture is var (asset, likes))
        {
            await UseAgainAsync(asset.Id, cancellationToken);
            var reports = await judge.JudgeAsync(version, asset, await judge.ProfilesAsync(image, cancellationToken), likes, cancellationToken);
            await opinions.OrderAsync(asset, reports, cancellationToken);
            Log.Ready(logger, version.Id, mainImageId, asset.Id, string.Join(", ", reports.Select(r => $"{r.Profile} {r.Verdict}")));
        }

        settle(image, version);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        metrics.PicturesProcessed.Add(1, new KeyValuePair<string, object?>("outcome", version.Status == VersionStatus.Ready ? "ready" : version.Problem!.Code));
    }

    /// <summary>Whoever hands a retired picture in wants to use it.</summary>
    private async Task UseAgainAsync(Guid assetId, CancellationToken cancellationToken)
    {
        if (await db.Assets.SingleAsync(a => a.Id == assetId, cancellationToken) is { ArchivedAt: not null } retired)
        {
            retired.ArchivedAt = null;
            db.Audit(Checker, "picture.usedAgain", "asset", retired.Id, clock.GetUtcNow());
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Version {Version} of {MainImage} is ready as asset {Asset}: {Verdicts}")]
        public static partial void Ready(ILogger logger, Guid version, Guid mainImage, Guid asset, string verdicts);

        [LoggerMessage(Level = LogLevel.Information, Message = "Version {Version} of {MainImage} was refused: {Code}")]
        public static partial void Refused(ILogger logger, Guid version, Guid mainImage, string code);
    }
}
