namespace MainImageHub.Simulator.World;

internal enum SubmissionState
{
    /// <summary>Answered ACCEPTED; nothing looked at yet.</summary>
    Accepted,

    /// <summary>Fetched and judged; waits for its moment.</summary>
    Processed,

    /// <summary>Shown.</summary>
    Live,

    /// <summary>The picture was not taken; an issue says why.</summary>
    Refused,

    /// <summary>Stored and never shown, by order of the control API.</summary>
    Shadowed,

    /// <summary>A newer one was shown first, or the listing is gone.</summary>
    Superseded,
}

/// <summary>One accepted change of one picture slot. <see cref="MediaLocation"/> null removes the picture.</summary>
internal sealed class Submission
{
    public required string Id { get; init; }

    public required long Number { get; init; }

    public required ListingKey Listing { get; init; }

    public required string Slot { get; init; }

    public required string AttributeName { get; init; }

    public required string? MediaLocation { get; init; }

    /// <summary>Real time of the answer; processing is due a delay after it.</summary>
    public required DateTimeOffset AcceptedAt { get; init; }

    public required DateTimeOffset DueAt { get; set; }

    public SubmissionState State { get; set; }

    public string? PictureId { get; set; }

    /// <summary>On the simulator's clock.</summary>
    public DateTimeOffset? ShowAt { get; set; }

    public string? Problem { get; set; }
}
