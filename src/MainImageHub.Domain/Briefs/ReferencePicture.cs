using MainImageHub.Domain.Images;

namespace MainImageHub.Domain.Briefs;

public enum ReferenceStatus
{
    Queued,
    Ready,

    /// <summary>It could not be had or read; <see cref="ReferencePicture.Problem"/> says why.</summary>
    Failed,
}

/// <summary>
/// A competitor's picture that briefs refer to, measured with the same eyes as one's own. Only its facts and a small copy are kept: it is
/// somebody else's picture, and no asset of the workspace. Briefs that name the same address share it.
/// </summary>
public sealed class ReferencePicture : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    public required string Address { get; init; }

    public ReferenceStatus Status { get; private set; }

    public VersionProblem? Problem { get; private set; }

    /// <summary>As they were last measured; kept when a later look fails.</summary>
    public ImageFacts? Facts { get; private set; }

    /// <summary>The small copy.</summary>
    public string? ThumbSha256 { get; private set; }

    /// <summary>When the facts were measured.</summary>
    public DateTimeOffset? SeenAt { get; private set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public void MeasureAgain() => (Status, Problem) = (ReferenceStatus.Queued, null);

    public void Measured(ImageFacts facts, string thumbSha256, DateTimeOffset at) =>
        (Status, Problem, Facts, ThumbSha256, SeenAt) = (ReferenceStatus.Ready, null, facts, thumbSha256, at);

    public void Failed(VersionProblem problem) => (Status, Problem) = (ReferenceStatus.Failed, problem);
}
