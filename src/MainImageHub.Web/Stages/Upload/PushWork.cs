using MainImageHub.Domain;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Images;
using MainImageHub.Marketplaces;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MainImageHub.Web.Stages.Upload;

/// <summary>
/// Sends one deployment to its marketplace. That a push is about to be sent is committed before it is; found in that state again,
/// after a crash or an answer that never came, the marketplace is looked at first. So a push that took effect is never sent twice.
/// </summary>
public sealed partial class PushWork(
    HubDbContext db,
    DeploymentOrders orders,
    WorkQueue queue,
    StoreConnections connections,
    LivePictures pictures,
    LiveSightings sightings,
    PublicPictures addresses,
    PushRules rules,
    IOptions<UploadOptions> options,
    TimeProvider clock,
    ILogger<PushWork> logger) : IWorkHandler
{
    // A listing whose old picture cannot be fetched for that long is pushed to all the same; only there is no way back then.
    private const int TriesToSeeBefore = 3;

    // A marketplace keeps a bounded number of pictures with a listing; older pushes of ours left it when the next one came.
    private const int AddressesRemembered = 50;

    // Where a marketplace that wants fewer calls does not say for how long.
    private static readonly TimeSpan SlowDown = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan InDoubtAtMost = TimeSpan.FromHours(24);

    // A picture that the marketplace has been working on for a day will not be ready tomorrow either.
    private static readonly TimeSpan UnderwayAtMost = TimeSpan.FromHours(24);

    // A marketplace that turns every call away for a day will not take this one either: a person should hear of it.
    private static readonly TimeSpan TurnedAwayAtMost = TimeSpan.FromHours(24);

    public async Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken)
    {
        var deployment = await db.Deployments.SingleOrDefaultAsync(d => d.Id == task.SubjectId, cancellationToken);
        if (deployment is null || deployment.IsEnded || deployment.Status == DeploymentStatus.Manual)
        {
            return WorkOutcome.Finished;
        }

        var target = await orders.TargetAsync(deployment.ListingId, cancellationToken);
        if (deployment.Status == DeploymentStatus.Accepted)
        {
            // Killed between the acceptance and the next look.
            return await LookNextAsync(deployment, target, cancellationToken);
        }

        if (deployment.Status == DeploymentStatus.Scheduled && deployment.PublishAt > clock.GetUtcNow())
        {
            return new WorkOutcome.Snooze(deployment.PublishAt.Value);
        }

        var slot = await db.MainImages.Where(i => i.Id == deployment.MainImageId).Select(i => i.Slot).SingleAsync(cancellationToken);
        if (deployment.Status == DeploymentStatus.Pushing && await ResolveDoubtAsync(deployment, target, slot, cancellationToken) is { } resolved)
        {
            return resolved;
        }

        // What was in doubt and is proven not to have arrived is from here on like what was never sent.
        if (!target.Store.AllowPush)
        {
            return await FailAsync(deployment, UploadProblems.For(UploadProblems.ReadOnlyStore, null, target.Store.Name).ToRow(), cancellationToken);
        }

        // A later order goes first, or an old one that was slow would undo it.
        if (await orders.IsOvertakenAsync(deployment, slot, cancellationToken))
        {
            deployment.Supersede(clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            return WorkOutcome.Finished;
        }

        if (await UnfitMeanwhileAsync(deployment, target, cancellationToken) is { } unfit)
        {
            return await FailAsync(deployment, unfit, cancellationToken);
        }

        return deployment.MediaUrl is null && deployment.PushedAt is null
            ? await PrepareAsync(deployment, target, slot, task.Attempt, cancellationToken)
            : await SendAsync(deployment, target, slot, cancellationToken);
    }

    public async Task GiveUpAsync(WorkTask task, WorkOutcome.Failed why, CancellationToken cancellationToken)
    {
        if (await db.Deployments.SingleOrDefaultAsync(d => d.Id == task.SubjectId, cancellationToken) is { IsEnded: false, Status: not DeploymentStatus.Accepted } deployment)
        {
            deployment.Fail(new(why.Code, why.Text, null), clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    public async Task<bool> ReviveAsync(Guid subjectId, CancellationToken cancellationToken)
    {
        var deployment = await db.Deployments.SingleOrDefaultAsync(d => d.Id == subjectId, cancellationToken);
        if (deployment is null || (deployment.IsEnded && deployment.Status != DeploymentStatus.Failed))
        {
            return false;
        }

        var image = await db.MainImages.SingleAsync(i => i.Id == deployment.MainImageId, cancellationToken);
        if ((image.RetirementRequestedAt is not null && deployment.Purpose != DeploymentPurpose.Retire) || await orders.IsOvertakenAsync(deployment, image.Slot, cancellationToken))
        {
            return false;
        }

        deployment.Revive();
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    /// <summary>
    /// Asked before every sending, the first and any later one, whoever wanted it: since the order a complaint may have come in or the rules
    /// may have changed, and nobody has given their word for that. A rollback and a test's switch are held against complaints alone: the one
    /// puts back what was there, for the other its test judges the rules.
    /// </summary>
    private async Task<DeploymentProblem?> UnfitMeanwhileAsync(Deployment deployment, PushTarget target, CancellationToken cancellationToken)
    {
        if (deployment.AssetId is not { } assetId)
        {
            return null;
        }

        if (await rules.BlockedAsync(deployment, assetId, cancellationToken) is { } blocked)
        {
            return UploadProblems.For(UploadProblems.PictureBlocked, null, blocked.Case).ToRow();
        }

        if (deployment is not { VersionId: { } versionId, Purpose: DeploymentPurpose.Push or DeploymentPurpose.Retire })
        {
            return null;
        }

        if (await rules.RightsEndedAsync(deployment, cancellationToken) is { } ended)
        {
            return UploadProblems.For(UploadProblems.RightsEnded, null, ended).ToRow();
        }

        if (deployment.OverrideReason is not null)
        {
            return null;
        }

        var version = await db.Versions.AsNoTracking().SingleAsync(v => v.Id == versionId, cancellationToken);
        var image = await db.MainImages.AsNoTracking().SingleAsync(i => i.Id == deployment.MainImageId, cancellationToken);
        var broken = await rules.BrokenAsync(image, version, [target.Store.SiteCode], await rules.LikesAsync(version, cancellationToken), cancellationToken);
        return broken.Count == 0 ? null : UploadProblems.For(UploadProblems.BreaksRules, null, version.Number, PushRules.Text(broken)).ToRow();
    }

    /// <summary>Before the first push: what is live is looked at and kept, and the picture gets an address.</summary>
    private async Task<WorkOutcome> PrepareAsync(Deployment deployment, PushTarget target, string slot, int attempt, CancellationToken cancellationToken)
    {
        // Fetching and decoding may save rows of their own, so nothing is changed before it.
        var sight = await pictures.SeeAsync(target.Store, target.Listing, cancellationToken);
        var isByHand = connections.ConnectorFor(target.Store).Capabilities.ByHand is not null;
        if (!isByHand && sight.Problem is { } unseen && (sight.Listing is null || attempt < TriesToSeeBefore))
        {
            return unseen.MayPass || sight.Listing is not null
                ? await PostponeAsync(deployment, unseen, null, cancellationToken)
                : await FailAsync(deployment, RowOf(unseen), cancellationToken);
        }

        target.Listing.ProductType ??= sight.Listing?.Listing.ProductType;
        var before = await pictures.CompareAsync(sight, null, clock.GetUtcNow(), cancellationToken);
        Uri? address = null;
        if (deployment.AssetId is { } assetId)
        {
            var asset = await db.Assets.SingleAsync(a => a.Id == assetId, cancellationToken);
            var isHere = isByHand
                ? await addresses.RenditionAsync(asset, target.Store.Marketplace, cancellationToken) is not null
                : (address = await addresses.IssueAsync(asset, target.Store.Marketplace, target.Listing.Sku, cancellationToken)) is not null;
            if (!isHere)
            {
                return await FailAsync(deployment, UploadProblems.For(UploadProblems.PictureGone, null).ToRow(), cancellationToken);
            }
        }

        if (slot == MainImage.MainSlot)
        {
            // The last that is known of the picture that goes: without it the hours since the look before would be nobody's.
            await sightings.RecordAsync(target.Listing, target.Store, sight, clock.GetUtcNow(), cancellationToken: cancellationToken);
        }

        var beforeVersion = sight.Asset is null ? null : await VersionShownAsync(target, slot, sight.Asset, cancellationToken);
        var found = new Before(address, sight.Asset?.Id, beforeVersion, before with { IssuesBefore = before.Issues, ShowsBefore = before.AssetId is not null });
        return isByHand ? await HandOverAsync(deployment, slot, found, cancellationToken) : await SendAsync(deployment, target, slot, cancellationToken, found);
    }

    /// <summary>For a person to do. Of the tasks for one place only the last is to be done.</summary>
    private async Task<WorkOutcome> HandOverAsync(Deployment deployment, string slot, Before before, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        foreach (var earlier in await db.Deployments.Where(d => d.ListingId == deployment.ListingId && d.Id != deployment.Id && d.Status == DeploymentStatus.Manual
            && db.MainImages.Any(i => i.Id == d.MainImageId && i.Slot == slot)).ToListAsync(cancellationToken))
        {
            earlier.Supersede(now);
        }

        deployment.HandOver(before.AssetId, before.VersionId, before.Evidence);
        await db.SaveChangesAsync(cancellationToken);
        return WorkOutcome.Finished;
    }

    private async Task<WorkOutcome> SendAsync(Deployment deployment, PushTarget target, string slot, CancellationToken cancellationToken, Before? before = null)
    {
        deployment.BeginPush(before?.Address?.AbsoluteUri ?? deployment.MediaUrl, before?.AssetId, before?.VersionId, clock.GetUtcNow(), before?.Evidence);
        await db.SaveChangesAsync(cancellationToken);

        var connection = connections.Open(target.Store);
        var connector = connections.ConnectorFor(target.Store);
        var outcome = deployment.MediaUrl is { } address
            ? await connector.PushMainImageAsync(connection, await PushOfAsync(deployment, target, slot, address, cancellationToken), cancellationToken)
            : await connector.RemoveMainImageAsync(connection, new PictureRemoval(KeyOf(target), slot, deployment.SubmissionId), cancellationToken);
        Log.Answered(logger, deployment.Id, target.Listing.Sku, deployment.Attempts, outcome.GetType().Name, outcome.Failure?.ForeignCode ?? outcome.Failure?.Code);
        switch (outcome)
        {
            case PushOutcome.Accepted accepted:
                deployment.Accept(accepted.SubmissionId, clock.GetUtcNow());
                return await LookNextAsync(deployment, target, cancellationToken);
            case PushOutcome.Underway underway:
                return await GoOnAsync(deployment, underway, cancellationToken);
            case PushOutcome.Unknown unknown:
                deployment.Doubt(RowOf(unknown.Problem));
                await db.SaveChangesAsync(cancellationToken);
                return new WorkOutcome.Snooze(clock.GetUtcNow() + unknown.After);
            case PushOutcome.Retry retry:
                return await PostponeAsync(deployment, retry.Problem, retry.After, cancellationToken);
            case PushOutcome.Refused { Problem: { SaysWhatToDo: true } own }:
                // The picture may be as it should be: a listing that is locked, say.
                return await FailAsync(deployment, RowOf(own) with { Code = UploadProblems.Refused.Code }, cancellationToken);
            case PushOutcome.Refused refused:
                var text = string.Join(" ", refused.Issues.Where(i => i.Severity == "ERROR").Select(i => $"{i.Code}: {i.Message}"));
                return await FailAsync(deployment, UploadProblems.For(UploadProblems.Refused, refused.Problem.Raw, text.Length > 0 ? text : refused.Problem.ForeignMessage).ToRow(), cancellationToken);
            default:
                return await FailAsync(deployment, RowOf(outcome.Failure!), cancellationToken);
        }
    }

    private async Task<WorkOutcome> GoOnAsync(Deployment deployment, PushOutcome.Underway underway, CancellationToken cancellationToken)
    {
        deployment.GoesOn(underway.Begun);
        if (clock.GetUtcNow() - (deployment.PublishAt ?? deployment.CreatedAt) > UnderwayAtMost)
        {
            return await FailAsync(deployment, UploadProblems.For(UploadProblems.NeverReady, null, UnderwayAtMost.TotalHours).ToRow(), cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        return new WorkOutcome.Snooze(clock.GetUtcNow() + underway.After);
    }

    /// <summary>Null when it is proven, by two looks after every call must have ended, that nothing arrived.</summary>
    private async Task<WorkOutcome?> ResolveDoubtAsync(Deployment deployment, PushTarget target, string slot, CancellationToken cancellationToken)
    {
        if (deployment.MediaUrl is not { } address)
        {
            // Taking a picture away twice does no harm.
            return GiveUp(deployment) is { } tired ? await FailAsync(deployment, tired, cancellationToken) : null;
        }

        var now = clock.GetUtcNow();
        var sighting = await connections.ConnectorFor(target.Store).FindPushAsync(connections.Open(target.Store), await PushOfAsync(deployment, target, slot, address, cancellationToken), cancellationToken);
        if (sighting.Trace == PushTrace.Begun)
        {
            return GiveUp(deployment) is { } worn ? await FailAsync(deployment, worn, cancellationToken) : null;
        }

        var (isNamed, unread) = sighting.Trace == PushTrace.Stored ? (true, null) : await IsNamedInIssuesAsync(target, address, cancellationToken);
        if (isNamed)
        {
            Log.FoundAgain(logger, deployment.Id, target.Listing.Sku);
            deployment.Accept(null, now);
            return await LookNextAsync(deployment, target, cancellationToken);
        }

        if (sighting.Trace == PushTrace.Unknown || unread is not null)
        {
            var problem = sighting.Problem ?? unread;
            if (now - deployment.PushedAt > InDoubtAtMost)
            {
                return await FailAsync(deployment, UploadProblems.For(UploadProblems.StillInDoubt, problem?.Raw, InDoubtAtMost.TotalHours).ToRow(), cancellationToken);
            }

            var wait = TimeSpan.FromSeconds(Math.Clamp((now - deployment.PushedAt!.Value).TotalSeconds / 2, 2, 300));
            return new WorkOutcome.Snooze(now + (problem?.RetryAfter ?? wait));
        }

        var proofFrom = deployment.PushedAt!.Value + options.Value.Doubt;
        if (now < proofFrom)
        {
            // It may show up any moment: look now and then, so that a push that did arrive is known soon.
            var soon = now + TimeSpan.FromSeconds(5);
            return new WorkOutcome.Snooze(soon < proofFrom ? soon : proofFrom);
        }

        if (deployment.Problem?.Code != UploadProblems.InDoubt.Code)
        {
            deployment.Doubt(UploadProblems.For(UploadProblems.InDoubt, deployment.Problem?.Raw).ToRow());
            await db.SaveChangesAsync(cancellationToken);
            return new WorkOutcome.Snooze(now + options.Value.DoubtAgain);
        }

        return GiveUp(deployment) is { } spent ? await FailAsync(deployment, spent, cancellationToken) : null;
    }

    /// <summary>
    /// A picture that the marketplace took and then refused is not stored; but its complaint names our address, which is nobody else's.
    /// Complaints that could not be read say nothing either way; a listing that the marketplace does not know has none.
    /// </summary>
    private async Task<(bool IsNamed, MarketplaceProblem? Unread)> IsNamedInIssuesAsync(PushTarget target, string address, CancellationToken cancellationToken)
    {
        var answer = await connections.ConnectorFor(target.Store).ReadListingAsync(connections.Open(target.Store), KeyOf(target), cancellationToken);
        return answer.Ok
            ? (answer.Value.Listing.Issues.Any(i => i.Message.Contains(address, StringComparison.Ordinal)), null)
            : (false, answer.Problem.Code == ProblemCodes.NotFound ? null : answer.Problem);
    }

    /// <summary>The version whose picture hangs there: the one seen in these very bytes, by a look or by the ledger.</summary>
    private async Task<Guid?> VersionShownAsync(PushTarget target, string slot, Asset shown, CancellationToken cancellationToken) =>
        await db.Ledger.Where(e => e.ListingId == target.Listing.Id && e.Slot == slot && e.AssetId == shown.Id && e.VersionId != null)
            .OrderByDescending(e => e.LastSeenAt).Select(e => e.VersionId).FirstOrDefaultAsync(cancellationToken);

    private async Task<WorkOutcome> LookNextAsync(Deployment deployment, PushTarget target, CancellationToken cancellationToken)
    {
        await orders.LookAsync(deployment, target, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        return WorkOutcome.Finished;
    }

    private async Task<WorkOutcome> PostponeAsync(Deployment deployment, MarketplaceProblem problem, TimeSpan? after, CancellationToken cancellationToken)
    {
        if (problem.Code == ProblemCodes.Throttled)
        {
            // Being told to slow down is no attempt, neither the deployment's nor the work's.
            deployment.TurnAway(RowOf(problem));
            if (clock.GetUtcNow() - (deployment.PublishAt ?? deployment.CreatedAt) > TurnedAwayAtMost)
            {
                return await FailAsync(deployment, RowOf(problem), cancellationToken);
            }

            await db.SaveChangesAsync(cancellationToken);
            return new WorkOutcome.Snooze(clock.GetUtcNow() + (problem.RetryAfter ?? after ?? SlowDown));
        }

        if (GiveUp(deployment, problem) is { } spent)
        {
            return await FailAsync(deployment, spent, cancellationToken);
        }

        deployment.Postpone(RowOf(problem));
        await db.SaveChangesAsync(cancellationToken);
        return new WorkOutcome.Retry(problem.Code, problem.Message, problem.RetryAfter);
    }

    private DeploymentProblem? GiveUp(Deployment deployment, MarketplaceProblem? last = null) => deployment.Attempts < options.Value.MaxPushes
        ? null
        : UploadProblems.For(UploadProblems.GaveUp, last?.Raw ?? deployment.Problem?.Raw, deployment.Attempts, last?.Message ?? deployment.Problem?.Message).ToRow();

    private async Task<WorkOutcome> FailAsync(Deployment deployment, DeploymentProblem problem, CancellationToken cancellationToken)
    {
        deployment.Fail(problem, clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        return new WorkOutcome.Failed(problem.Code, problem.Message);
    }

    private static DeploymentProblem RowOf(MarketplaceProblem problem) =>
        new(problem.Code, problem.Message, problem.Raw ?? (problem.ForeignMessage is null ? null : $"{problem.ForeignCode}: {problem.ForeignMessage}"));

    private static ListingKey KeyOf(PushTarget target) => new(target.Listing.ExternalId, target.Listing.Sku, target.Listing.ProductType);

    private async Task<PicturePush> PushOfAsync(Deployment deployment, PushTarget target, string slot, string address, CancellationToken cancellationToken) => new()
    {
        Listing = KeyOf(target),
        Slot = slot,
        MediaLocation = new Uri(address),
        File = deployment.AssetId is { } assetId && connections.ConnectorFor(target.Store).Capabilities.Delivery.Contains(PictureDelivery.Bytes) ? await addresses.FileAsync(assetId, address, cancellationToken) : null,
        Begun = deployment.SubmissionId,
        Replaces = await GivenBeforeAsync(deployment, slot, cancellationToken),
    };

    /// <summary>The addresses that the same place was given by earlier orders of ours, newest first.</summary>
    private async Task<IReadOnlyList<Uri>> GivenBeforeAsync(Deployment deployment, string slot, CancellationToken cancellationToken) =>
        (await db.Deployments.Where(d => d.ListingId == deployment.ListingId && d.Id != deployment.Id && d.PushedAt != null && d.MediaUrl != null && d.MediaUrl != deployment.MediaUrl
                && db.MainImages.Any(i => i.Id == d.MainImageId && i.Slot == slot))
            .OrderByDescending(d => d.Id).Select(d => d.MediaUrl!).Take(AddressesRemembered).ToListAsync(cancellationToken)).ConvertAll(address => new Uri(address));

    /// <summary>What was found and made before the first push.</summary>
    private sealed record Before(Uri? Address, Guid? AssetId, Guid? VersionId, LiveEvidence Evidence);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Deployment {Deployment} of {Sku}, push {Attempt}: {Outcome} {Code}")]
        public static partial void Answered(ILogger logger, Guid deployment, string sku, int attempt, string outcome, string? code);

        [LoggerMessage(Level = LogLevel.Information, Message = "Deployment {Deployment} of {Sku} had reached the marketplace before; not sent again")]
        public static partial void FoundAgain(ILogger logger, Guid deployment, string sku);
    }
}
