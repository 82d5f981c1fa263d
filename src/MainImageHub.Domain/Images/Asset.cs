namespace MainImageHub.Domain.Images;

/// <summary>One immutable picture file of a workspace, named by its SHA-256 and measured once.</summary>
public sealed class Asset : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    /// <summary>Lower-case hex. Unique in the workspace: the same bytes are one asset, however often they arrive.</summary>
    public required string Sha256 { get; init; }

    public required string FileName { get; init; }

    public required ImageFacts Facts { get; set; }

    /// <summary>Which measurement its facts are of: <see cref="ImageFacts.Measurement"/>, to be searched.</summary>
    public int Measurement { get; private set; } = ImageFacts.CurrentMeasurement;

    public required ImageFormat Format { get; init; }

    public required long Bytes { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    /// <summary>The perceptual hash's 64 bits; stored beside the facts to be searched.</summary>
    public required long PerceptualHash { get; set; }

    public required AssetOrigin Origin { get; set; }

    /// <summary>The licence, in the owner's words.</summary>
    public string? Rights { get; private set; }

    /// <summary>Whose picture it is, or who gave the licence.</summary>
    public string? RightsHolder { get; private set; }

    /// <summary>Whether the people shown have agreed; null while nobody said.</summary>
    public ModelRelease? ModelRelease { get; private set; }

    /// <summary>The last day on which it may be shown; null where there is no end.</summary>
    public DateOnly? RightsUntil { get; private set; }

    /// <summary>What else there is to know of its origin and rights.</summary>
    public string? RightsNote { get; private set; }

    /// <summary>Who said all this; null while nobody did.</summary>
    public string? RightsSaidByName { get; private set; }

    public DateTimeOffset? RightsSaidAt { get; private set; }

    /// <summary>What it cost to have it made or licensed.</summary>
    public decimal? Cost { get; private set; }

    /// <summary>ISO 4217; there whenever a cost is.</summary>
    public string? CostCurrency { get; private set; }

    /// <summary>The team's own words for it, in lower case and in order.</summary>
    public List<string> Tags { get; set; } = [];

    /// <summary>What its reports say, as words to be searched: <c>amazon/fail</c>, <c>amazon</c>, <c>fail</c>.</summary>
    public List<string> Judged { get; set; } = [];

    /// <summary>Retired from use as the lesser of two look-alikes; its files stay.</summary>
    public DateTimeOffset? ArchivedAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The bytes were deleted for good; facts and history stay.</summary>
    public DateTimeOffset? PurgedAt { get; set; }

    /// <summary>Where it comes from and what may be done with it, said by a person: whatever was said before is replaced.</summary>
    public void SayRights(PictureRights said, Actor by, DateTimeOffset at)
    {
        Origin = said.Origin;
        (Rights, RightsHolder, ModelRelease, RightsUntil, RightsNote) = (said.Licence, said.Holder, said.ModelRelease, said.ValidUntil, said.Note);
        (Cost, CostCurrency) = (said.Cost, said.Currency);
        (RightsSaidByName, RightsSaidAt) = (by.Name, at);
    }

    /// <summary>The rights have run out: it may not be put up any more.</summary>
    public bool RightsEndedBy(DateOnly day) => RightsUntil < day;

    /// <summary>By newer code. What it did not look for this time stays as it was found before: a node may lack a model.</summary>
    public void MeasureAnew(ImageFacts facts)
    {
        Facts = facts with { Text = facts.Text ?? Facts.Text, Faces = facts.Faces ?? Facts.Faces };
        (PerceptualHash, Measurement) = (unchecked((long)facts.PerceptualHash), facts.Measurement);
    }
}

/// <summary>What a person says of a picture's origin and rights.</summary>
/// <param name="Licence">In their own words.</param>
/// <param name="Holder">Whose picture it is, or who gave the licence.</param>
/// <param name="ValidUntil">The last day on which it may be shown.</param>
public sealed record PictureRights(AssetOrigin Origin, string? Licence, string? Holder, ModelRelease? ModelRelease, DateOnly? ValidUntil, decimal? Cost, string? Currency, string? Note);

/// <summary>Whether the people in a picture have agreed to be shown.</summary>
public enum ModelRelease
{
    Yes,
    No,

    /// <summary>Nobody is shown.</summary>
    NotNeeded,
}

/// <summary>Where a picture comes from.</summary>
public enum AssetOrigin
{
    Unknown,
    Photo,
    Render,
    Supplier,
    Stock,
    AiMade,
    AiEdited,

    /// <summary>Fetched from a marketplace where it was live.</summary>
    FoundLive,
}

/// <summary>A derived file of an asset for a purpose (<c>amazon-main</c>, <c>thumb-320</c>).</summary>
public sealed class Rendition : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    public required Guid AssetId { get; init; }

    /// <summary>The recipe's name; one rendition per asset and purpose.</summary>
    public required string Purpose { get; init; }

    public required string Sha256 { get; init; }

    public required ImageFormat Format { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required long Bytes { get; init; }
}
