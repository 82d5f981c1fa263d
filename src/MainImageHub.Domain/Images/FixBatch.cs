namespace MainImageHub.Domain.Images;

/// <summary>Many pictures to be repaired by one order. What becomes of each stands in its <see cref="FixBatchItem"/>; the order only says who asked for what.</summary>
public sealed class FixBatch : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    /// <summary>Only what this marketplace's reports ask for is repaired; null for all that the pictures are meant for.</summary>
    public string? Marketplace { get; init; }

    public required Guid? RequestedBy { get; init; }

    public required string RequestedByName { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Somebody stopped what had not begun.</summary>
    public DateTimeOffset? CancelledAt { get; private set; }

    public Actor Asker => new(RequestedBy, RequestedByName);

    public void Cancel(DateTimeOffset now) => CancelledAt ??= now;

    /// <summary>What failed is tried again, so the order is no longer a stopped one.</summary>
    public void Reopen() => CancelledAt = null;
}

public enum FixItemStatus
{
    /// <summary>To be repaired; a main image waits in one order at a time.</summary>
    Waiting,

    /// <summary>The repaired picture is a new version.</summary>
    Made,

    /// <summary>The reports find nothing wrong.</summary>
    Nothing,

    /// <summary>It is being repaired already, or a newer version is there.</summary>
    Skipped,

    /// <summary>What is wrong is no machine's work.</summary>
    Cannot,

    /// <summary>It was tried and did not work.</summary>
    Failed,

    Cancelled,
}

/// <summary>One main image of a <see cref="FixBatch"/>.</summary>
public sealed class FixBatchItem : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    public required Guid BatchId { get; init; }

    public required Guid MainImageId { get; init; }

    /// <summary>What is repaired; null where there is no picture.</summary>
    public Guid? VersionId { get; init; }

    public required FixItemStatus Status { get; set; }

    /// <summary>Ids of the repairs, in the order the reports name them.</summary>
    public required IReadOnlyList<string> Fixes { get; init; }

    /// <summary>Rules that stay broken, because no machine can help there.</summary>
    public required IReadOnlyList<string> Left { get; init; }

    /// <summary>Why there is no new version.</summary>
    public VersionProblem? Problem { get; private set; }

    public Guid? MadeVersionId { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public void Made(Guid versionId, DateTimeOffset now) => (Status, MadeVersionId, Problem, EndedAt) = (FixItemStatus.Made, versionId, null, now);

    public void End(FixItemStatus status, VersionProblem? problem, DateTimeOffset now) => (Status, Problem, EndedAt) = (status, problem, now);

    public void Reopen() => (Status, Problem, EndedAt) = (FixItemStatus.Waiting, null, null);
}
