namespace MainImageHub.Domain.Drops;

/// <summary>
/// A batch of files that somebody dropped: its manifest is on the server from the first moment, so that a reload loses nothing and dropping the
/// same folder again sends only what is missing. What becomes of each file stands in its <see cref="DropFile"/>.
/// </summary>
public sealed class DropBatch : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    /// <summary>What its owner calls it: the folder, a supplier, a season. At most 200 characters; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>The member who dropped the files.</summary>
    public required Guid CreatedBy { get; init; }

    public required string CreatedByName { get; init; }

    /// <summary>Where a member's uploads go that name no batch; one for each member.</summary>
    public bool IsTray { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public Actor Sender => new(CreatedBy, CreatedByName);
}
