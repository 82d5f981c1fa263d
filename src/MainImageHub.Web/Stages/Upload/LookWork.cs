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
    // Marketplaces take a complaint back within minutes once they have judged the new picture: by then a person should hear that it stands.
    private static readonly TimeSpan OldComplaintsCleared = TimeSpan.FromMinutes(5);

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
        var evidence = await pictures.CompareAsync(sight, wanted, await orders.BeforeAsync(deployment, cancellationToken), now, cancellationToken) with { IssuesBefore = deployment.Evidence?.IssuesBefore };
        Log.Looked(logger, deployment.Id, target.Listing.Sku, deployment.Looks + 1, evidence.Shown, evidence.HashDistance);
        var isThere = wanted is null ? orders.IsGone(deployment, target, evidence) : evidence.ShowsOurs;
        await RecordAsync(deployment, target, image, sight, evidence, isThere, now, cancellationToken);
        if (isThere)
        {
            deployment.SeenLive(evidence, now);
            await TakePlaceAsync(deployment, image, now, cancellationToken);
            db.Audit(Looker, wanted is null ? "deployment.gone" : "deployment.live", "deployment", deployment.Id, now);
            await db.SaveChangesAsync(cancellationToken);
            return WorkOutcome.Finished;
        }

        deployment.NotSeenYet(evidence);
        var errors = sight.Listing?.Listing.Issues.Where(i => i.Severity == "ERROR" && i.Slot == image.Slot).ToList() ?? [];
        if (errors.Find(e => IsRefusal(deployment, e)) is { } refusal)
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

        if (deployment.MediaUrl is not null && now - deployment.AcceptedAt >= OldComplaintsCleared && errors.Find(e => StoodBefore(deployment, e)) is { } standing)
        {
            deployment.StillWaits(UploadProblems.For(UploadProblems.ComplaintStands, evidence.Issues, $"{standing.Code}: {standing.Message}").ToRow());
        }

        var next = DueAt(deployment);
        if (deployment.PutUpByName is { } person)
        {
            await TellByHandAsync(deployment, person, image.Slot, evidence, sight.Problem, isLast: next is null, cancellationToken);
        }
        else if (next is null)
        {
            deployment.StillWaits(UploadProblems.NeverSeen(wanted is null, evidence).ToRow());
        }

        await db.SaveChangesAsync(cancellationToken);
        return next is { } later ? new WorkOutcome.Snooze(later, HasProgressed: true) : WorkOutcome.Finished;
    }

    public async Task GiveUpAsync(WorkTask task, WorkOutcome.Failed why, CancellationToken cancellationToken)
    {
        if (await db.Deployments.SingleOrDefaultAsync(d => d.Id == task.SubjectId, cancellationToken) is { Status: DeploymentStatus.Accepted } deployment)
        {
            deployment.StillWaits(new(why.Code, why.Text, null));
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    /// <summary>A look can be taken again; a picture that was refused has to be pushed again.</summary>
    public Task<bool> ReviveAsync(Guid subjectId, CancellationToken cancellationToken) =>
        db.Deployments.AnyAsync(d => d.Id == subjectId && d.Status == DeploymentStatus.Accepted, cancellationToken);

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
                && (d.Status == DeploymentStatus.Live || d.Status == DeploymentStatus.Accepted || d.Status == DeploymentStatus.Queued || d.Status == DeploymentStatus.Drifted || d.Status == DeploymentStatus.Manual)
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

    /// <summary>What a person put up is either seen, or not verified for as long as the page cannot be read, or it is not there and still to be done.</summary>
    private async Task TellByHandAsync(
        Deployment deployment, string person, string slot, LiveEvidence evidence, Marketplaces.MarketplaceProblem? unread, bool isLast, CancellationToken cancellationToken)
    {
        if (unread is not null || evidence.Shown == LivePicture.Unreachable)
        {
            deployment.StillWaits(UploadProblems.NotVerified(person, deployment.AcceptedAt!.Value, unread?.Message).ToRow());
        }
        else if (isLast && await orders.IsOvertakenAsync(deployment, slot, cancellationToken))
        {
            // Another picture is wanted there by now.
            deployment.Supersede(clock.GetUtcNow());
        }
        else if (isLast)
        {
            deployment.HandBack(UploadProblems.NotPutUp(person, deployment.AcceptedAt!.Value, evidence).ToRow());
        }
    }

    /// <summary>
    /// Whether the marketplace took the push and then refused the picture: an error that names our address, or one that came with this
    /// push and hides nothing (an enforcement is about the picture that is still shown). A picture that is taken away cannot be refused.
    /// </summary>
    private static bool IsRefusal(Deployment deployment, Marketplaces.ListingIssue error) => deployment.MediaUrl is { } url
        && (error.Message.Contains(url, StringComparison.Ordinal) || (error.Enforcements.Count == 0 && !StoodBefore(deployment, error)));

    /// <summary>The very same complaint was there before the push: it may be about the old picture, or about both.</summary>
    private static bool StoodBefore(Deployment deployment, Marketplaces.ListingIssue error) =>
        deployment.Evidence?.IssuesBefore?.Contains($"{error.Code}: {error.Message}", StringComparison.Ordinal) == true;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Deployment {Deployment} of {Sku}, look {Look}: {Shown}, {Distance} bits apart")]
        public static partial void Looked(ILogger logger, Guid deployment, string sku, int look, LivePicture shown, int? distance);
    }
}
