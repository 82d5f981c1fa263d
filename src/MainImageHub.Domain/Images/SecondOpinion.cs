namespace MainImageHub.Domain.Images;

/// <summary>
/// What another service said of a picture when it was asked. It stands beside our own measurements, judges nothing and replaces nothing; asked
/// again, its newer answer takes the place of its older one.
/// </summary>
public sealed class SecondOpinion : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    public required Guid AssetId { get; init; }

    public required OpinionSource Source { get; init; }

    public OpinionAnswer Answer { get; private set; } = new([], null);

    /// <summary>Who asked, or which work did by the workspace's own setting.</summary>
    public string AskedByName { get; private set; } = "";

    public DateTimeOffset At { get; private set; }

    public void Answered(OpinionAnswer answer, Actor asker, DateTimeOffset at) => (Answer, AskedByName, At) = (answer, asker.Name, at);
}

/// <summary>Who was asked.</summary>
public enum OpinionSource
{
    GoogleVision,
}

/// <param name="Texts">What it read, from the top; it does not tell added text from what is printed on the product.</param>
/// <param name="Safety">How likely the picture shows what not everybody should see; null where it did not say.</param>
public sealed record OpinionAnswer(IReadOnlyList<OpinionText> Texts, OpinionSafety? Safety);

/// <summary>A paragraph of text.</summary>
/// <param name="Box">Where it stands.</param>
/// <param name="Text">At most as long as ours: <see cref="TextRegion.LongestText"/>.</param>
/// <param name="Confidence">0..1; null where it did not say.</param>
public sealed record OpinionText(Region Box, string Text, double? Confidence);

/// <param name="Adult">Nudity.</param>
/// <param name="Racy">Scant clothing and poses.</param>
/// <param name="Violence">Weapons in use, injuries.</param>
/// <param name="Medical">Surgery and the like.</param>
/// <param name="Spoof">Altered to be funny or offensive.</param>
public sealed record OpinionSafety(Likelihood Adult, Likelihood Racy, Likelihood Violence, Likelihood Medical, Likelihood Spoof);

public enum Likelihood
{
    Unknown,
    VeryUnlikely,
    Unlikely,
    Possible,
    Likely,
    VeryLikely,
}
