namespace MainImageHub.Domain.Images;

/// <summary>
/// A picture that drew a complaint (somebody else's rights, mostly): it and what looks like it is not to be pushed until the block ends.
/// Hash and bytes' name are kept here too, so that it is known again when its file was deleted.
/// </summary>
public sealed class BlockedPicture : IWorkspaceOwned
{
    /// <summary>Bits in which the hash of a picture that may be this one differs at most.</summary>
    public const int Near = 6;

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    public required Guid AssetId { get; init; }

    /// <summary>Lower-case hex.</summary>
    public required string Sha256 { get; init; }

    public required long PerceptualHash { get; init; }

    /// <summary>The complaint's name or number, as the marketplace or the other party gave it; at most 200 characters.</summary>
    public required string Case { get; init; }

    /// <summary>At most 2000 characters.</summary>
    public required string Reason { get; init; }

    public required string BlockedBy { get; init; }

    public required DateTimeOffset BlockedAt { get; init; }

    public string? EndedBy { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Ending it twice changes nothing.</summary>
    public bool End(Actor actor, DateTimeOffset at)
    {
        if (EndedAt is not null)
        {
            return false;
        }

        (EndedBy, EndedAt) = (actor.Name, at);
        return true;
    }
}
