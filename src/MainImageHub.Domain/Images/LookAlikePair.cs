namespace MainImageHub.Domain.Images;

/// <summary>Two pictures of the library that look the same, to be decided on once.</summary>
public sealed class LookAlikePair : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    /// <summary>The newer one.</summary>
    public required Guid AssetId { get; init; }

    public required Guid OtherId { get; init; }

    /// <summary>Bits in which the perceptual hashes differ.</summary>
    public required int Distance { get; init; }

    public required DateTimeOffset FoundAt { get; init; }

    /// <summary>The one that stayed in use; null when both did, because they are no duplicates.</summary>
    public Guid? KeptId { get; private set; }

    public string? DecidedBy { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    public void Decide(Guid? keptId, Actor actor, DateTimeOffset at) => (KeptId, DecidedBy, DecidedAt) = (keptId, actor.Name, at);
}

/// <summary>Which of two look-alikes stays in use.</summary>
public enum KeepOf
{
    /// <summary>The one that shoppers see, or are about to see; refused where that is neither or both.</summary>
    Live,

    /// <summary>The one with more pixels; of equals, the newer.</summary>
    MostPixels,

    Newest,

    /// <summary>Both: they are no duplicates, and are not asked about again.</summary>
    Both,
}
