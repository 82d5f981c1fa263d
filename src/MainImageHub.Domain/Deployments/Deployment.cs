using MainImageHub.Domain.Rules;

namespace MainImageHub.Domain.Deployments;

public enum DeploymentStatus
{
    Scheduled,
    Queued,
    Pushing,
    Accepted,
    Live,
    Superseded,
    Failed,
    RolledBack,
    Drifted,
    Cancelled,
    Manual,
}

public enum DeploymentPurpose
{
    Push,
    Rollback,
    Rotation,
    Retire,
}

/// <summary>
/// One picture on its way to one listing. Live only ever means seen: fetched from the marketplace and matched by pixels.
/// A null <see cref="AssetId"/> asks for the picture to be taken away.
/// </summary>
public sealed class Deployment : IWorkspaceOwned
{
    private Deployment()
    {
    }

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid WorkspaceId { get; private init; }

    public Guid MainImageId { get; private init; }

    public Guid ListingId { get; private init; }

    public DeploymentPurpose Purpose { get; private init; }

    /// <summary>The version pushed; null when the picture put back was never a version of ours.</summary>
    public Guid? VersionId { get; private init; }

    public Guid? AssetId { get; private init; }

    public DeploymentStatus Status { get; private set; }

    public DateTimeOffset? PublishAt { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    public Guid? RequestedBy { get; private init; }

    public string RequestedByName { get; private init; } = "";

    /// <summary>Why an owner pushed a picture that breaks a rule.</summary>
    public string? OverrideReason { get; private init; }

    public int Attempts { get; private set; }

    public DateTimeOffset? PushedAt { get; private set; }

    /// <summary>The address given to the marketplace; also what tells, after a crash, whether the push took effect.</summary>
    public string? MediaUrl { get; private set; }

    /// <summary>The marketplace's receipt; on the way there, where a push of several steps stands.</summary>
    public string? SubmissionId { get; private set; }

    public DateTimeOffset? AcceptedAt { get; private set; }

    public DateTimeOffset? LiveAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>How often the marketplace was looked at since it accepted.</summary>
    public int Looks { get; private set; }

    /// <summary>What was live on the listing before, fetched and kept, ours or not: what a rollback puts back.</summary>
    public Guid? BeforeAssetId { get; private set; }

    public Guid? BeforeVersionId { get; private set; }

    /// <summary>The deployment this one undoes.</summary>
    public Guid? RollsBackId { get; private init; }

    /// <summary>Where a person puts pictures up: who last said that this one is.</summary>
    public Guid? PutUpBy { get; private set; }

    public string? PutUpByName { get; private set; }

    public DeploymentProblem? Problem { get; private set; }

    public LiveEvidence? Evidence { get; private set; }

    public bool IsEnded => Status is DeploymentStatus.Live or DeploymentStatus.Superseded or DeploymentStatus.Failed
        or DeploymentStatus.RolledBack or DeploymentStatus.Drifted or DeploymentStatus.Cancelled;

    public static Deployment Request(MainImage image, Guid listingId, DeploymentPurpose purpose, Guid? versionId, Guid? assetId, Actor actor, DateTimeOffset at,
        DateTimeOffset? publishAt = null, string? overrideReason = null, Guid? rollsBackId = null) => new()
        {
            WorkspaceId = image.WorkspaceId,
            MainImageId = image.Id,
            ListingId = listingId,
            Purpose = purpose,
            VersionId = versionId,
            AssetId = assetId,
            RequestedBy = actor.MemberId,
            RequestedByName = actor.Name,
            CreatedAt = at,
            PublishAt = publishAt > at ? publishAt : null,
            OverrideReason = overrideReason,
            RollsBackId = rollsBackId,
            Status = publishAt > at ? DeploymentStatus.Scheduled : DeploymentStatus.Queued,
        };

    /// <summary>Committed before the marketplace is called, so that a crash afterwards is known to need a look first.</summary>
    public void BeginPush(string? mediaUrl, Guid? beforeAssetId, Guid? beforeVersionId, DateTimeOffset at, LiveEvidence? before = null)
    {
        Refuse(when: IsEnded || Status == DeploymentStatus.Accepted);
        Status = DeploymentStatus.Pushing;
        MediaUrl = mediaUrl;
        BeforeAssetId ??= beforeAssetId;
        BeforeVersionId ??= beforeVersionId;
        Evidence ??= before;
        PushedAt = at;
        Attempts++;
        Problem = null;
    }

    /// <summary>No API puts pictures up there: from here on it is a task for a person.</summary>
    public void HandOver(Guid? beforeAssetId, Guid? beforeVersionId, LiveEvidence? before)
    {
        Refuse(when: IsEnded || PushedAt is not null);
        Status = DeploymentStatus.Manual;
        BeforeAssetId ??= beforeAssetId;
        BeforeVersionId ??= beforeVersionId;
        Evidence ??= before;
        Problem = null;
    }

    /// <summary>A person says that the picture is up, which is not yet seen. Said again where it could not be verified, the looks begin anew.</summary>
    public void PutUp(Actor actor, DateTimeOffset at)
    {
        if (Status != DeploymentStatus.Manual && this is not { Status: DeploymentStatus.Accepted, PutUpByName: not null, Problem: not null })
        {
            throw LifecycleProblems.NotByHand.Because();
        }

        Status = DeploymentStatus.Accepted;
        (PutUpBy, PutUpByName) = (actor.MemberId, actor.Name);
        (PushedAt, AcceptedAt, Looks) = (PushedAt ?? at, at, 0);
        Attempts++;
        Problem = null;
    }

    /// <summary>Whoever said that it is up takes their word back: the task stands open as before. What was seen live stays seen.</summary>
    public void TakeBackWord()
    {
        if (Status != DeploymentStatus.Accepted || PutUpByName is null)
        {
            throw LifecycleProblems.NotByHand.Because();
        }

        Status = DeploymentStatus.Manual;
        (PutUpBy, PutUpByName) = (null, null);
        (PushedAt, AcceptedAt, Looks) = (null, null, 0);
        Attempts--;
        Problem = null;
    }

    /// <summary>It was said to be up, and to the last look the shoppers' page showed something else: the task stands open again.</summary>
    public void HandBack(DeploymentProblem problem)
    {
        Refuse(when: Status != DeploymentStatus.Accepted || PutUpByName is null);
        Status = DeploymentStatus.Manual;
        (PushedAt, AcceptedAt, Looks) = (null, null, 0);
        Problem = problem;
    }

    public void Accept(string? submissionId, DateTimeOffset at)
    {
        Refuse(when: Status != DeploymentStatus.Pushing);
        Status = DeploymentStatus.Accepted;

        // Found again where it stood, the last of several steps may have taken effect by itself.
        SubmissionId = submissionId ?? SubmissionId;
        Attempts = Math.Max(Attempts, 1);
        AcceptedAt = at;
        Problem = null;
    }

    /// <summary>One of several steps is done, and the marketplace needs a while before the next: the same attempt goes on then.</summary>
    public void GoesOn(string begun)
    {
        Refuse(when: Status != DeploymentStatus.Pushing);
        SubmissionId = begun;
        Attempts--;
        Problem = null;
    }

    /// <summary>It is not known whether the push took effect: it stays a push until the marketplace was looked at.</summary>
    public void Doubt(DeploymentProblem problem)
    {
        Refuse(when: Status != DeploymentStatus.Pushing);
        Problem = problem;
    }

    /// <summary>The push did not get through; it will be tried again.</summary>
    public void Postpone(DeploymentProblem problem)
    {
        Refuse(when: IsEnded);
        Status = DeploymentStatus.Queued;
        Problem = problem;
    }

    /// <summary>The marketplace is too busy to be asked: as if the push had not been sent.</summary>
    public void TurnAway(DeploymentProblem problem)
    {
        Attempts -= Status == DeploymentStatus.Pushing ? 1 : 0;
        PushedAt = Attempts == 0 && SubmissionId is null ? null : PushedAt;
        Postpone(problem);
    }

    /// <summary>The marketplace took the push and then could not get the picture: it is sent once more, from a new address.</summary>
    public void SendAgain(DeploymentProblem problem)
    {
        Refuse(when: Status != DeploymentStatus.Accepted);
        Status = DeploymentStatus.Queued;
        (MediaUrl, PushedAt, AcceptedAt, SubmissionId, Looks) = (null, null, null, null, 0);
        // The complaint about the first try may stand for a while; it is none about the second.
        Evidence = Evidence is { } seen ? seen with { IssuesBefore = seen.Issues } : null;
        Problem = problem;
    }

    /// <summary>A look at the marketplace that did not show the picture yet. What an earlier look had to tell is told anew, if it still is so.</summary>
    public void NotSeenYet(LiveEvidence evidence)
    {
        Looks++;
        Evidence = evidence;
        Problem = null;
    }

    /// <summary>Accepted, not shown, and a person should know why: looks that are still due go on, and a picture seen later is live all the same.</summary>
    public void StillWaits(DeploymentProblem problem) => Problem = problem;

    public void SeenLive(LiveEvidence evidence, DateTimeOffset at)
    {
        Refuse(when: IsEnded && Status != DeploymentStatus.Drifted);
        Looks++;
        Status = DeploymentStatus.Live;
        Evidence = evidence;
        LiveAt ??= at;
        EndedAt = at;
        Problem = null;
    }

    public void Fail(DeploymentProblem problem, DateTimeOffset at)
    {
        Refuse(when: IsEnded);
        Status = DeploymentStatus.Failed;
        Problem = problem;
        EndedAt = at;
    }

    /// <summary>A person wants a failed push tried again. One that may have reached the marketplace is looked for before anything is sent.</summary>
    public void Revive()
    {
        if (Status == DeploymentStatus.Failed)
        {
            Status = PushedAt is null ? DeploymentStatus.Queued : DeploymentStatus.Pushing;
            SubmissionId = AcceptedAt is null ? SubmissionId : null;
            (Attempts, Problem, EndedAt) = (0, null, null);
        }
    }

    public void Cancel(DateTimeOffset at)
    {
        if (IsEnded)
        {
            throw LifecycleProblems.DeploymentEnded.Because(Status);
        }

        if (Status is not (DeploymentStatus.Scheduled or DeploymentStatus.Queued or DeploymentStatus.Manual) || PushedAt is not null)
        {
            throw LifecycleProblems.DeploymentStarted.Because();
        }

        Status = DeploymentStatus.Cancelled;
        EndedAt = at;
    }

    /// <summary>A newer deployment to the same listing took its place.</summary>
    public void Supersede(DateTimeOffset at)
    {
        if (Status is DeploymentStatus.Live or DeploymentStatus.Accepted or DeploymentStatus.Pushing or DeploymentStatus.Queued or DeploymentStatus.Scheduled or DeploymentStatus.Drifted
            or DeploymentStatus.Manual)
        {
            Status = DeploymentStatus.Superseded;
            EndedAt = at;
        }
    }

    public void MarkRolledBack(DateTimeOffset at)
    {
        Status = DeploymentStatus.RolledBack;
        EndedAt = at;
    }

    /// <summary>A later look at a live picture, whatever it showed: one deviating look alone proves nothing.</summary>
    public void LookedAgain(LiveEvidence evidence)
    {
        if (Status == DeploymentStatus.Live)
        {
            Evidence = evidence;
        }
    }

    /// <summary>It was live, and now something else is.</summary>
    public void Drift(LiveEvidence evidence, DateTimeOffset at)
    {
        if (Status == DeploymentStatus.Live)
        {
            Status = DeploymentStatus.Drifted;
            Evidence = evidence;
            EndedAt = at;
        }
    }

    private void Refuse(bool when)
    {
        if (when)
        {
            throw LifecycleProblems.DeploymentEnded.Because(Status);
        }
    }
}

/// <summary>Why a deployment waits or failed; <paramref name="Raw"/> keeps the marketplace's own answer for the person.</summary>
public sealed record DeploymentProblem(string Code, LocalText Message, string? Raw);

/// <summary>What the marketplace showed when it was looked at.</summary>
public sealed record LiveEvidence
{
    public required DateTimeOffset At { get; init; }

    public required LivePicture Shown { get; init; }

    /// <summary>The picture shown is the one from before the push: the marketplace did not put the new one in its place, or took it away again.</summary>
    public bool ShowsBefore { get; init; }

    public string? PictureUrl { get; init; }

    /// <summary>The fetched picture, kept as proof.</summary>
    public Guid? AssetId { get; init; }

    /// <summary>Differing bits of the two perceptual hashes, 0..64.</summary>
    public int? HashDistance { get; init; }

    /// <summary>Mean absolute difference of the normalised small pictures, 0..255.</summary>
    public double? PixelDifference { get; init; }

    /// <summary>The marketplace's own issues at the time, if any.</summary>
    public string? Issues { get; init; }

    /// <summary>Its issues before the push: an old complaint says nothing about the new picture.</summary>
    public string? IssuesBefore { get; init; }

    public bool ShowsOurs => Shown is LivePicture.Identical or LivePicture.ReEncoded;
}

/// <summary>What was found where our picture should be.</summary>
public enum LivePicture
{
    Identical,
    ReEncoded,
    EditedByPlatform,
    Replaced,
    Missing,
    Unreachable,
}

/// <summary>
/// What was live where, as observed: a listing showed a picture at least from the first to the last time it was seen.
/// Every metric per version comes from joining daily figures with this.
/// </summary>
public sealed class LedgerEntry : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    public required Guid ListingId { get; init; }

    public required string Slot { get; init; }

    /// <summary>Null: the listing showed no picture.</summary>
    public Guid? AssetId { get; init; }

    /// <summary>Null when the picture is not, or not yet known to be, a version of ours.</summary>
    public Guid? VersionId { get; set; }

    public required DateTimeOffset FirstSeenAt { get; init; }

    public required DateTimeOffset LastSeenAt { get; set; }

    /// <summary>Set when something else was seen: from here on the next entry speaks.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    public required LivePicture Shown { get; init; }
}
