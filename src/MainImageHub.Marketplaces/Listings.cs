namespace MainImageHub.Marketplaces;

/// <summary>Names one listing to its marketplace.</summary>
/// <param name="ExternalId">ASIN, item id, product gid.</param>
/// <param name="Sku">The seller's own number there, any characters.</param>
/// <param name="ProductType">The marketplace's category type where its calls want it; null lets the connector use a general one.</param>
public sealed record ListingKey(string ExternalId, string Sku, string? ProductType = null)
{
    /// <summary>The shoppers' page as a person gave it, for marketplaces that are read by it; null for the usual one.</summary>
    public Uri? Page { get; init; }
}

/// <param name="Items">In the marketplace's order.</param>
/// <param name="NextCursor">Null on the last page. Opaque; may be kept for hours at most.</param>
/// <param name="Total">How many there are, where the marketplace says so.</param>
/// <param name="Missing">Of the SKUs asked for by name, those the marketplace did not return on this page.</param>
public sealed record ListingPage(
    IReadOnlyList<RemoteListing> Items, string? NextCursor, int? Total, IReadOnlyList<string> Missing);

/// <summary>A listing as the marketplace tells it. What it did not tell is null or empty, never invented.</summary>
public sealed record RemoteListing
{
    /// <summary>Null while the marketplace has not given one (a draft).</summary>
    public required string? ExternalId { get; init; }

    public required string Sku { get; init; }

    public string? ParentSku { get; init; }

    public string? ProductType { get; init; }

    public string? Title { get; init; }

    public string? Brand { get; init; }

    /// <summary>Search terms, as stored with the listing.</summary>
    public IReadOnlyList<string> Keywords { get; init; } = [];

    /// <summary>The selling points under the title.</summary>
    public IReadOnlyList<string> Bullets { get; init; } = [];

    /// <summary>The marketplace's own words, e.g. <c>BUYABLE</c>, <c>DISCOVERABLE</c>.</summary>
    public IReadOnlyList<string> Status { get; init; } = [];

    public IReadOnlyList<ListingIssue> Issues { get; init; } = [];

    /// <summary>The main picture as the listing's summary shows it.</summary>
    public RemotePicture? MainImage { get; init; }

    /// <summary>What was submitted for each slot (<c>MAIN</c>, <c>PT01</c>...): the seller's wish, not what is shown.</summary>
    public IReadOnlyDictionary<string, string> SubmittedPictures { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Other plain facts of that market, by the marketplace's own names (voltage, plug, country of origin...).</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>True while the marketplace hides the listing from shoppers on account of an issue.</summary>
    public bool IsSuppressed { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>A picture at its public address.</summary>
/// <param name="Slot"><c>MAIN</c>, <c>PT01</c>...</param>
/// <param name="Link">Where shoppers' browsers get it.</param>
/// <param name="Width">px, as told; null where not told.</param>
/// <param name="Height">px, as told; null where not told.</param>
public sealed record RemotePicture(string Slot, Uri Link, int? Width, int? Height);

/// <summary>Something the marketplace has against a listing, in its own codes.</summary>
/// <param name="Code">As it came.</param>
/// <param name="Message">As it came, in the language the marketplace answers in.</param>
/// <param name="Severity"><c>ERROR</c>, <c>WARNING</c>, <c>INFO</c> or what else came.</param>
/// <param name="Attributes">Which fields of the listing.</param>
/// <param name="Categories">e.g. <c>INVALID_IMAGE</c>.</param>
/// <param name="Enforcements">What was done about it, e.g. <c>SEARCH_SUPPRESSED</c>.</param>
/// <param name="ExemptUntil">Until when the marketplace waits before it enforces.</param>
public sealed record ListingIssue(
    string Code,
    string Message,
    string Severity,
    IReadOnlyList<string> Attributes,
    IReadOnlyList<string> Categories,
    IReadOnlyList<string> Enforcements,
    DateTimeOffset? ExemptUntil)
{
    /// <summary>The picture slot it is about (<see cref="PictureSlots"/>); null when it is not about a picture.</summary>
    public string? Slot { get; init; }

    /// <summary>The marketplace could not get the picture from the address it was given: the picture itself was never judged.</summary>
    public bool IsPictureUnreachable { get; init; }
}

/// <summary>
/// One listing looked at from every side the marketplace offers. The sides may disagree, and the read-back of some
/// can show a sibling's picture: no single one is proof, the fetched pixels are.
/// </summary>
public sealed record LiveListing
{
    public required RemoteListing Listing { get; init; }

    /// <summary>What the public catalogue shows, by slot. Empty when the catalogue has none or could not be read.</summary>
    public required IReadOnlyList<RemotePicture> Shown { get; init; }

    /// <summary>Why the catalogue could not be read though the listing could; null when it was.</summary>
    public MarketplaceProblem? CatalogueProblem { get; init; }

    /// <summary>The catalogue's main picture, else the listing summary's.</summary>
    public RemotePicture? MainImage => Shown.FirstOrDefault(picture => picture.Slot == PictureSlots.Main) ?? Listing.MainImage;

    /// <summary>True while the marketplace hides the listing from shoppers on account of an issue.</summary>
    public required bool IsSuppressed { get; init; }

    public required DateTimeOffset ReadAt { get; init; }
}

/// <summary>The slots' names.</summary>
public static class PictureSlots
{
    public const string Main = "MAIN";
}
