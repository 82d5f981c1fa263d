namespace MainImageHub.Domain.Lifecycle;

/// <summary>The six stages of a main image's life, in order. Derived from facts, never set by hand.</summary>
public enum LifecycleStage
{
    Plan,
    Design,
    Upload,
    Monitor,
    Optimize,
    Retire,
}

/// <summary>A fact that happened to a main image, and the stages before and after it (often the same).</summary>
public sealed class StageChange : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    public required Guid MainImageId { get; init; }

    /// <summary>The verb: <c>planned</c>, <c>versionSubmitted</c>, <c>approved</c>, <c>wentLive</c>, ...</summary>
    public required string Verb { get; init; }

    public required LifecycleStage From { get; init; }

    public required LifecycleStage To { get; init; }

    public Guid? VersionId { get; init; }

    public Guid? ActorId { get; init; }

    public required string ActorName { get; init; }

    public string? Reason { get; init; }

    public required DateTimeOffset At { get; init; }
}
