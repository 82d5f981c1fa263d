using MainImageHub.Domain;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Images;
using MainImageHub.Marketplaces;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MainImageHub.Web.Stages.Upload;

/// <summary>Looks at the marketplace after it accepted, again and again, until the picture is seen, refused, or two days are over.</summary>
public sealed partial class LookWork(
    HubDbContext db,
    DeploymentOrders orders,
    WorkQueue queue,
    LivePictures pictures,
    LiveSightings sightings,
    IOptions<UploadOptions> options,
    TimeProvider clock,
    ILogger<LookWork> logger) : IWorkHandler
{
    // By then a complaint that was there before the push and still stands is about the new picture.
    private static readonly TimeSpan OldIssuesCleared = TimeSpan.FromMinutes(5);

    private static readonly Actor Looker = Actor.Background("live look");

    public async Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken)
    {
        var deployment = await db.Deployments.SingleOrDefaultAsync(d => d.Id == task.SubjectId, cancellationToken);
        if (deployment is not { Status: DeploymentStatus.Accepted } || deployment.Looks >= UploadOptions.Looks.Length)
        {
            return WorkOutcome.Finished;
        }

        if (DueAt(deployment) is { } due && due > clock.GetUtcNow())
        {
            return new WorkOutcome.Snooze(due);
        }

        var target = await orders.TargetAsync(deployment.ListingId, cancellationToken);
        var image = await db.MainImages.SingleAsync(i => i.Id == deployment.MainImageId, cancellationToken);
        var wanted = deployment.AssetId is { } assetId ? await db.Assets.SingleAsync(a => a.Id == assetId, cancellationToken) : null;
        var sight = await pictures.SeeAsync(target.Store, target.Listing, cancellationToken);
        if (sight.Problem is { Code: ProblemCodes.Throttled } slower)
        {
            return new WorkOutcome.Snooze(clock.GetUtcNow() + (slower.RetryAfter ?? TimeSpan.FromSeconds(2)));
        }

        var now = clock.GetUtcNow();
        var evidence = await pictures.CompareAsync(sight, wanted, now, cancellationToken) with { IssuesBefore = deployment.Evidence?.IssuesBefore };
        Log.Looked(logger, deployment.Id, target.Listing.Sku, deployment.Looks + 1, evidence.Shown, evidence.HashDistance);
        var isThere = wanted is null ? evidence.Shown == LivePicture.Missing : evidence.ShowsOurs;
        await RecordAsync(deployment, target, image, sight, evidence, isThere, now, cancellationToken);
        if (isThere)
        {
            deployment.SeenLive(evidence, now);
            await TakePlaceAsync(deployment, image, now, cancellationToken);
            db.Audit(Looker, "deployment.live", "deployment", deployment.Id, now);
            await db.SaveChangesAsync(cancellationToken);
            return WorkOutcome.Finished;
        }

        deployment.NotSeenYet(evidence);
        if (RefusalIn(deployment, sight, now) is { } refusal)
        {
            var problem = UploadProblems.For(UploadProblems.Refused, evidence.Issues, $"{refusal.Code}: {refusal.Message}").ToRow();
            if (refusal.IsPictureUnreachable && deployment.Attempts < options.Value.MaxPushes)
            {
                // Ours to mend: this installation was down, or its network was.
                deployment.SendAgain(problem);
                await orders.SendAgainAsync(deployment, target, now + options.Value.UnreachableAgain * Math.Pow(2, deployment.Attempts - 1), cancellationToken);
                await db.SaveChangesAsync(cancellationToken);
                await queue.ScheduleAsync(cancellationToken);
                return WorkOutcome.Finished;
            }

            deployment.Fail(problem, now);
            await db.SaveChangesAsync(cancellationToken);
            return new WorkOutcome.Failed(problem.Code, problem.Message);
        }

        var next = DueAt(deployment);
        if (next is null)
        {
            var shown = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(evidence.Shown.ToString());
            deployment.NeverSeen(UploadProblems.For(UploadProblems.NotShown, evidence.Issues, UploadOptions.Looks[^1].TotalHours, shown, evidence.Issues).ToRow());
        }

        await db.SaveChangesAsync(cancellationToken);
        return next is { } later ? new WorkOutcome.Snooze(later) : WorkOutcome.Finished;
    }

    public async Task GiveUpAsync(WorkTask task, WorkOutcome.Failed why, CancellationToken cancellationToken)
    {
        if (await db.Deployments.SingleOrDefaultAsync(d => d.Id == task.SubjectId, cancellationToken) is { Status: DeploymentStatus.Accepted } deployment)
        {
            deployment.NeverSeen(new(why.Code, why.Text, null));
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    /// <summary>Null after the last look.</summary>
    public static DateTimeOffset? DueAt(Deployment deployment) =>
        deployment.Looks < UploadOptions.Looks.Length ? deployment.AcceptedAt + UploadOptions.Looks[deployment.Looks] : null;

    private async Task RecordAsync(Deployment deployment, PushTarget target, MainImage image, LiveSight sight, LiveEvidence evidence, bool isThere, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (image.Slot != MainImage.MainSlot)
        {
            return;
        }

        // Recognised here by comparing; what is not ours the record finds out itself, for it may be an older version of ours.
        var match = isThere ? new LiveMatch(deployment.VersionId, evidence.Shown) : null;
        await sightings.RecordAsync(target.Listing, target.Store, sight, now, match, cancellationToken: cancellationToken);
    }

    /// <summary>Whatever was on its way or live at the same place before is over.</summary>
    private async Task TakePlaceAsync(Deployment deployment, MainImage image, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var due = deployment.PublishAt ?? deployment.CreatedAt;
        var others = await db.Deployments
            .Where(d => d.ListingId == deployment.ListingId && d.Id != deployment.Id && (d.PublishAt ?? d.CreatedAt) <= due
                && (d.Status == DeploymentStatus.Live || d.Status == DeploymentStatus.Accepted || d.Status == DeploymentStatus.Queued || d.Status == DeploymentStatus.Drifted)
                && db.MainImages.Any(i => i.Id == d.MainImageId && i.Slot == image.Slot))
            .ToListAsync(cancellationToken);
        foreach (var other in others)
        {
            if (other.Id == deployment.RollsBackId)
            {
                other.MarkRolledBack(now);
            }
            else
            {
                other.Supersede(now);
            }
        }
    }

    /// <summary>
    /// The marketplace's reason, when it took the push and then refused the picture: an error about the picture that names our address,
    /// or one that came with this push and hides nothing (an enforcement is about the picture that is still shown).
    /// </summary>
    private static Marketplaces.ListingIssue? RefusalIn(Deployment deployment, LiveSight sight, DateTimeOffset now)
    {
        var errors = sight.Listing?.Listing.Issues.Where(i => i.Severity == "ERROR" && IsAboutMainPicture(i)) ?? [];
        foreach (var issue in errors)
        {
            var text = $"{issue.Code}: {issue.Message}";
            var named = deployment.MediaUrl is { } url && issue.Message.Contains(url, StringComparison.Ordinal);
            var old = deployment.Evidence?.IssuesBefore?.Contains(text, StringComparison.Ordinal) == true && now - deployment.AcceptedAt < OldIssuesCleared;
            if (named || (issue.Enforcements.Count == 0 && !old))
            {
                return issue;
            }
        }

        return null;
    }

    /// <summary>An error about one of the further pictures says nothing about the one that was pushed.</summary>
    private static bool IsAboutMainPicture(Marketplaces.ListingIssue issue)
    {
        var pictures = issue.Attributes.Where(a => a.Contains("image_locator", StringComparison.Ordinal)).ToList();
        return pictures.Count == 0 ? issue.Categories.Contains("INVALID_IMAGE") : pictures.Exists(a => a.Contains("main_", StringComparison.Ordinal));
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Deployment {Deployment} of {Sku}, look {Look}: {Shown}, {Distance} bits apart")]
        public static partial void Looked(ILogger logger, Guid deployment, string sku, int look, LivePicture shown, int? distance);
    }
}
