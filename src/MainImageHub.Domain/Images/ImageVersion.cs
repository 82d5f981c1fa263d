using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Rules.Cultures;

namespace MainImageHub.Domain.Images;

public enum VersionStatus
{
    Received,
    Processing,
    Ready,

    /// <summary>The file could not be used; <see cref="ImageVersion.Problem"/> says why.</summary>
    Rejected,
}

public enum ReviewDecision
{
    None,
    Approved,
    Rejected,
}

/// <summary>A picture proposed for a main image: v1, v2, ... Replacing is a new version; nothing is overwritten.</summary>
public sealed class ImageVersion : IWorkspaceOwned
{
    private ImageVersion()
    {
    }

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid WorkspaceId { get; private init; }

    public Guid MainImageId { get; private init; }

    public int Number { get; private init; }

    public VersionStatus Status { get; private set; }

    /// <summary>The uploaded bytes, by SHA-256, from the moment they are safe on disk.</summary>
    public string SourceSha256 { get; private init; } = "";

    public string FileName { get; private init; } = "";

    public Guid? AssetId { get; private set; }

    public VersionProblem? Problem { get; private set; }

    public Guid? SubmittedBy { get; private init; }

    public string SubmittedByName { get; private init; } = "";

    public DateTimeOffset SubmittedAt { get; private init; }

    public ReviewDecision Decision { get; private set; }

    public Guid? DecidedBy { get; private set; }

    public string? DecidedByName { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    public string? DecisionComment { get; private set; }

    /// <summary>The culture checklist as it was answered with the decision; null where there was nothing to look at.</summary>
    public CultureReview? Culture { get; private set; }

    internal static ImageVersion Submit(Guid workspaceId, Guid mainImageId, int number, string sha256, string fileName, Actor actor, DateTimeOffset at) => new()
    {
        WorkspaceId = workspaceId,
        MainImageId = mainImageId,
        Number = number,
        SourceSha256 = sha256,
        FileName = fileName,
        SubmittedBy = actor.MemberId,
        SubmittedByName = actor.Name,
        SubmittedAt = at,
        Status = VersionStatus.Received,
    };

    public void BeginProcessing()
    {
        if (Status == VersionStatus.Received)
        {
            Status = VersionStatus.Processing;
        }
    }

    /// <summary>The picture was measured and rendered. Repeating it with the same asset changes nothing.</summary>
    public void MarkReady(Guid assetId)
    {
        AssetId = assetId;
        Status = VersionStatus.Ready;
        Problem = null;
    }

    public void MarkRejected(VersionProblem problem)
    {
        Problem = problem;
        Status = VersionStatus.Rejected;
    }

    /// <summary>Back to the queue after a failure that was not the file's fault.</summary>
    public void ProcessAgain()
    {
        if (Status != VersionStatus.Ready)
        {
            Status = VersionStatus.Received;
            Problem = null;
        }
    }

    internal void Decide(ReviewDecision decision, string? comment, CultureReview? culture, Actor actor, DateTimeOffset at)
    {
        if (Status != VersionStatus.Ready)
        {
            throw LifecycleProblems.VersionNotReady.Because(Number);
        }

        if (Decision != ReviewDecision.None)
        {
            throw LifecycleProblems.AlreadyReviewed.Because(Number, DecidedByName);
        }

        Decision = decision;
        DecisionComment = comment;
        Culture = culture;
        DecidedBy = actor.MemberId;
        DecidedByName = actor.Name;
        DecidedAt = at;
    }

    internal void Undecide()
    {
        if (Decision == ReviewDecision.None)
        {
            throw LifecycleProblems.NotDecided.Because(Number);
        }

        (Decision, DecisionComment, Culture, DecidedBy, DecidedByName, DecidedAt) = (ReviewDecision.None, null, null, null, null, null);
    }
}

/// <summary>Why a file could not become a version, with a code that does not change.</summary>
public sealed record VersionProblem(string Code, LocalText Message);

/// <summary>A profile's report on a version, as it was when the picture was judged.</summary>
public sealed class VersionCompliance : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    public required Guid VersionId { get; init; }

    public required string Profile { get; init; }

    public required string RuleSetVersion { get; set; }

    public required Verdict Verdict { get; set; }

    public required ComplianceReport Report { get; set; }

    public required DateTimeOffset JudgedAt { get; set; }

    /// <summary>The same picture, judged again.</summary>
    public void Renew(ComplianceReport report, DateTimeOffset now) => (Report, Verdict, RuleSetVersion, JudgedAt) = (report, report.Verdict, report.RuleSetVersion, now);
}
