using MainImageHub.Domain.Briefs;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Rules.Cultures;

namespace MainImageHub.Domain;

/// <summary>
/// The thing with a life: the picture for one product x scope x slot. Every fact that can move its stage is a verb here,
/// and every verb leaves a <see cref="StageChange"/>. The stage itself is only ever derived.
/// </summary>
public sealed class MainImage : IWorkspaceOwned
{
    private readonly List<StageChange> changes = [];

    private MainImage()
    {
    }

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid WorkspaceId { get; private init; }

    public Guid ProductId { get; private init; }

    public Scope Scope { get; private init; } = Scope.Product;

    /// <summary>The scope as one word, unique per product and slot among those not retired: <c>*</c>, <c>amazon</c>, <c>amazon/US</c>, <c>store:...</c></summary>
    public string ScopeKey { get; private init; } = Scope.Product.Key;

    /// <summary><c>MAIN</c>, or <c>PT01</c>..<c>PT08</c> for the further pictures of a listing.</summary>
    public string Slot { get; private init; } = MainSlot;

    public Brief Brief { get; private set; } = Brief.Empty;

    public Guid? OwnerId { get; private set; }

    /// <summary>Who was asked by name to review what waits; null leaves it to the workspace's workflow.</summary>
    public Guid? ReviewerId { get; private set; }

    public DateOnly? DueOn { get; private set; }

    public LifecycleStage Stage { get; private set; }

    public int LastVersionNumber { get; private set; }

    /// <summary>The newest version, whatever became of it.</summary>
    public Guid? WorkVersionId { get; private set; }

    /// <summary>The newest approved version.</summary>
    public Guid? ApprovedVersionId { get; private set; }

    /// <summary>The version last seen live; null when nothing of this main image is live.</summary>
    public Guid? LiveVersionId { get; private set; }

    public DateTimeOffset? LiveSince { get; private set; }

    public Guid? ExperimentId { get; private set; }

    public DateTimeOffset? RetirementRequestedAt { get; private set; }

    public DateTimeOffset? RetiredAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Changes made since the aggregate was loaded; the database adds them to the history.</summary>
    public IReadOnlyList<StageChange> NewChanges => changes;

    public const string MainSlot = "MAIN";

    /// <summary>A version that was made from another; the reason of the change is a <see cref="Repair"/>.</summary>
    public const string RepairedVerb = "versionRepaired";

    /// <summary>A version that is an older one's very file again; the reason of the change is a <see cref="Repair"/> that did nothing to it.</summary>
    public const string RestoredVerb = "versionRestored";

    public static MainImage Plan(Guid workspaceId, Guid productId, Scope scope, string slot, Brief brief, Guid? ownerId, DateOnly? dueOn, Actor actor, DateTimeOffset at)
    {
        var image = new MainImage
        {
            WorkspaceId = workspaceId,
            ProductId = productId,
            Scope = scope,
            ScopeKey = scope.Key,
            Slot = slot,
            Brief = brief,
            OwnerId = ownerId,
            DueOn = dueOn,
            CreatedAt = at,
        };
        image.Record("planned", actor, at);
        return image;
    }

    public void ReviseBrief(Brief brief, Actor actor, DateTimeOffset at)
    {
        RefuseWhenRetiring();
        Brief = brief;
        Record("briefRevised", actor, at);
    }

    public void Assign(Guid? ownerId, DateOnly? dueOn, Actor actor, DateTimeOffset at)
    {
        RefuseWhenRetiring();
        OwnerId = ownerId;
        DueOn = dueOn;
        Record("assigned", actor, at);
    }

    /// <summary>Gives the step it is at to somebody else; the due date stays. Whoever takes any other step than the review owns the picture from then on.</summary>
    public void HandOver(WorkflowStep step, Guid memberId, Actor actor, DateTimeOffset at)
    {
        RefuseWhenRetiring();
        if (step == WorkflowStep.Review)
        {
            ReviewerId = memberId;
        }
        else
        {
            OwnerId = memberId;
        }

        Record("handedOver", actor, at);
    }

    /// <param name="sha256">The file.</param>
    /// <param name="fileName">What its sender called it.</param>
    /// <param name="actor">Who hands it in.</param>
    /// <param name="at">When.</param>
    /// <param name="repair">What a machine made it from; null for a person's own file, without any fix for an older version's file again.</param>
    public ImageVersion SubmitVersion(string sha256, string fileName, Actor actor, DateTimeOffset at, Repair? repair = null)
    {
        RefuseWhenRetiring();
        var version = ImageVersion.Submit(WorkspaceId, Id, ++LastVersionNumber, sha256, fileName, actor, at);
        WorkVersionId = version.Id;
        Record(repair switch { null => "versionSubmitted", { Fixes.Count: 0 } => RestoredVerb, _ => RepairedVerb }, actor, at, version.Id, repair?.ToString());
        return version;
    }

    /// <summary>A picture that was live before the hub knew of it: a version that starts its life in monitor.</summary>
    public ImageVersion AdoptLivePicture(string sha256, string fileName, Guid assetId, Actor actor, DateTimeOffset at)
    {
        var version = ImageVersion.Submit(WorkspaceId, Id, ++LastVersionNumber, sha256, fileName, actor, at);
        version.MarkReady(assetId);
        WorkVersionId ??= version.Id;
        LiveVersionId = version.Id;
        LiveSince = at;
        Record("foundLive", actor, at, version.Id);
        return version;
    }

    /// <summary>The version's picture was measured and rendered.</summary>
    public void VersionChecked(ImageVersion version, Guid assetId, Actor actor, DateTimeOffset at)
    {
        version.MarkReady(assetId);
        Record("versionReady", actor, at, version.Id);
    }

    /// <summary>The version's file cannot be used.</summary>
    public void RefuseVersion(ImageVersion version, VersionProblem problem, Actor actor, DateTimeOffset at)
    {
        version.MarkRejected(problem);
        Record("versionRefused", actor, at, version.Id, problem.Code);
    }

    public void Approve(ImageVersion version, string? comment, bool fourEyes, Actor actor, DateTimeOffset at, CultureReview? culture = null)
    {
        RefuseWhenRetiring();
        RefuseOwnWork(version, fourEyes, actor);
        version.Decide(ReviewDecision.Approved, comment, culture, actor, at);
        ApprovedVersionId = version.Id;
        Record("approved", actor, at, version.Id, comment);
    }

    public void Reject(ImageVersion version, string? comment, bool fourEyes, Actor actor, DateTimeOffset at, CultureReview? culture = null)
    {
        RefuseWhenRetiring();
        RefuseOwnWork(version, fourEyes, actor);
        if (string.IsNullOrWhiteSpace(comment))
        {
            throw LifecycleProblems.CommentMissing.Because();
        }

        version.Decide(ReviewDecision.Rejected, comment, culture, actor, at);
        Record("rejected", actor, at, version.Id, comment);
    }

    /// <summary>Undoes a decision that nothing rests on yet: the version waits for one again.</summary>
    /// <param name="version">What was decided.</param>
    /// <param name="before">The version whose approval counted before this one's; null when none did.</param>
    /// <param name="actor">Who takes it back.</param>
    /// <param name="at">When.</param>
    public void TakeBackDecision(ImageVersion version, ImageVersion? before, Actor actor, DateTimeOffset at)
    {
        RefuseWhenRetiring();
        version.Undecide();
        if (ApprovedVersionId == version.Id)
        {
            ApprovedVersionId = before?.Id;
        }

        Record("decisionTakenBack", actor, at, version.Id);
    }

    /// <summary>The marketplace was seen to show this version.</summary>
    public void WentLive(Guid versionId, Actor actor, DateTimeOffset at)
    {
        if (LiveVersionId == versionId)
        {
            return;
        }

        LiveVersionId = versionId;
        LiveSince = at;
        Record("wentLive", actor, at, versionId);
    }

    /// <summary>Nothing of this main image is shown any more.</summary>
    /// <param name="actor">Who found out.</param>
    /// <param name="at">When.</param>
    /// <param name="reason"><c>noPicture</c> or <c>otherPicture</c>: what the listing shows instead.</param>
    public void WentDark(Actor actor, DateTimeOffset at, string reason)
    {
        if (LiveVersionId is null)
        {
            return;
        }

        var was = LiveVersionId;
        LiveVersionId = null;
        LiveSince = null;
        Record("wentDark", actor, at, was, reason);
    }

    public void StartExperiment(Guid experimentId, Actor actor, DateTimeOffset at)
    {
        RefuseWhenRetiring();
        if (ExperimentId is not null)
        {
            throw LifecycleProblems.ExperimentRunning.Because();
        }

        if (LiveVersionId is null)
        {
            throw LifecycleProblems.NothingLive.Because();
        }

        ExperimentId = experimentId;
        Record("experimentStarted", actor, at);
    }

    public void EndExperiment(Actor actor, DateTimeOffset at, string outcome)
    {
        if (ExperimentId is null)
        {
            return;
        }

        ExperimentId = null;
        Record("experimentEnded", actor, at, reason: outcome);
    }

    public void RequestRetirement(string reason, Actor actor, DateTimeOffset at)
    {
        if (RetirementRequestedAt is { } since)
        {
            throw LifecycleProblems.AlreadyRetiring.Because(since.ToString("u", System.Globalization.CultureInfo.InvariantCulture));
        }

        if (ExperimentId is not null)
        {
            throw LifecycleProblems.ExperimentRunning.Because();
        }

        RetirementRequestedAt = at;
        Record("retirementRequested", actor, at, reason: reason);
    }

    public void Retire(Actor actor, DateTimeOffset at)
    {
        if (RetirementRequestedAt is null || RetiredAt is not null)
        {
            return;
        }

        RetiredAt = at;
        Record("retired", actor, at);
    }

    /// <summary>Back from retirement, asked for or done: the stage follows from the facts again. At the marketplaces nothing changes by it.</summary>
    public void TakeUpAgain(Actor actor, DateTimeOffset at)
    {
        RetirementRequestedAt = null;
        RetiredAt = null;
        Record("takenUpAgain", actor, at);
    }

    /// <summary>Throws unless the version may be pushed; a failing report is the caller's to weigh.</summary>
    public void RequirePushable(ImageVersion version)
    {
        if (WhyNotPushable(version) is { } why)
        {
            throw why;
        }
    }

    /// <summary>Null for a version that may be pushed.</summary>
    public ProblemException? WhyNotPushable(ImageVersion version) => version switch
    {
        _ when RetirementRequestedAt is not null => LifecycleProblems.Retiring.Because(),
        { Status: not VersionStatus.Ready } => LifecycleProblems.VersionNotReady.Because(version.Number),
        { Decision: ReviewDecision.Rejected } => LifecycleProblems.RejectedVersion.Because(version.Number),
        { Decision: not ReviewDecision.Approved } => LifecycleProblems.NotApproved.Because(version.Number),
        _ => null,
    };

    private LifecycleStage DeriveStage() => this switch
    {
        { RetirementRequestedAt: not null } => LifecycleStage.Retire,
        { ExperimentId: not null } => LifecycleStage.Optimize,
        { LiveVersionId: not null } => LifecycleStage.Monitor,
        { ApprovedVersionId: not null } => LifecycleStage.Upload,
        { WorkVersionId: not null } => LifecycleStage.Design,
        _ => LifecycleStage.Plan,
    };

    private void Record(string verb, Actor actor, DateTimeOffset at, Guid? versionId = null, string? reason = null)
    {
        var from = Stage;
        Stage = DeriveStage();
        UpdatedAt = at;
        changes.Add(new StageChange
        {
            WorkspaceId = WorkspaceId,
            MainImageId = Id,
            Verb = verb,
            From = from,
            To = Stage,
            VersionId = versionId,
            ActorId = actor.MemberId,
            ActorName = actor.Name,
            Reason = reason,
            At = at,
        });
    }

    private void RefuseWhenRetiring()
    {
        if (RetirementRequestedAt is not null)
        {
            throw LifecycleProblems.Retiring.Because();
        }
    }

    private static void RefuseOwnWork(ImageVersion version, bool fourEyes, Actor actor)
    {
        if (fourEyes && actor.MemberId is { } reviewer && reviewer == version.SubmittedBy)
        {
            throw LifecycleProblems.FourEyes.Because(version.Number);
        }
    }
}
