using MainImageHub.Domain.Images;
using MainImageHub.Domain.Rules;

namespace MainImageHub.Web.Stages.Upload.Bulk;

/// <summary>What somebody wants pushed by one order.</summary>
/// <param name="ListingIds">Where to: each gets the approved version of the main image that counts there.</param>
/// <param name="PublishAt">Not before this time of day at each listing's own site; null for at once.</param>
/// <param name="LiveBy">When shoppers should see it there at the latest, by the same clocks.</param>
public sealed record PushesWanted(IReadOnlyCollection<Guid> ListingIds, DateTime? PublishAt, DateTime? LiveBy);

/// <summary>What such an order would do.</summary>
/// <param name="Items">Each listing, by SKU.</param>
/// <param name="Others">Listings that nobody asked for and that change with them.</param>
/// <param name="Contradictions">Listings of one product that are to get different pictures where the marketplace shows one.</param>
public sealed record PushPlan(IReadOnlyList<PlannedPush> Items, IReadOnlyList<OtherListing> Others, IReadOnlyList<PushContradiction> Contradictions)
{
    /// <summary>How many would be pushed to.</summary>
    public int Going => Items.Count(i => i.Goes);

    /// <summary>More would change than was asked for, or otherwise: that needs a yes of its own.</summary>
    public bool NeedsYes => Others.Count > 0 || Contradictions.Count > 0;
}

/// <summary>What would become of one listing.</summary>
public sealed record PlannedPush
{
    public required Guid ListingId { get; init; }

    public required Guid ProductId { get; init; }

    public required Guid StoreId { get; init; }

    public required string StoreName { get; init; }

    public required string Site { get; init; }

    public required string Sku { get; init; }

    /// <summary>Absent where none is planned.</summary>
    public Guid? MainImageId { get; init; }

    /// <summary>The approved version; absent where there is none.</summary>
    public Guid? VersionId { get; init; }

    public int? VersionNumber { get; init; }

    public Guid? AssetId { get; init; }

    /// <summary>What was last seen there; absent when nothing was.</summary>
    public Guid? LiveAssetId { get; init; }

    /// <summary>By the report that is kept for this site; absent where the site has no rules.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>Rules that only warn.</summary>
    public required IReadOnlyList<string> Warned { get; init; }

    /// <summary>The push becomes a task for a person.</summary>
    public required bool ByHand { get; init; }

    /// <summary>IANA name of the site's time zone.</summary>
    public required string TimeZone { get; init; }

    /// <summary>Absent for at once.</summary>
    public DateTimeOffset? PublishAt { get; init; }

    public ClockTurn PublishTurn { get; init; }

    public DateTimeOffset? LiveBy { get; init; }

    /// <summary>Whether the marketplace's usual delay leaves enough time; absent where nothing has to be live by a time.</summary>
    public LiveByChance? Chance { get; init; }

    /// <summary>Seconds until a changed picture is usually seen there.</summary>
    public required double UsualSeconds { get; init; }

    /// <summary>Seconds after which not being seen is no longer normal.</summary>
    public required double LongestSeconds { get; init; }

    /// <summary>Why it is left out; absent when it goes.</summary>
    public VersionProblem? Problem { get; init; }

    public bool Goes => Problem is null;

    internal PushWish? Wish { get; init; }
}

/// <summary>Whether a picture is likely to be seen in time.</summary>
public enum LiveByChance
{
    /// <summary>Even the longest normal delay leaves enough time.</summary>
    Fits,

    /// <summary>Usually in time, but a delay that is still normal would be too long.</summary>
    Tight,

    /// <summary>The usual delay is too long already.</summary>
    Late,
}

/// <summary>A listing that changes with one that was asked for, since its marketplace shows one picture of a product in all countries.</summary>
/// <param name="BecauseOf">The listing that was asked for.</param>
public sealed record OtherListing(Guid ListingId, string Sku, string StoreName, string Site, Guid BecauseOf);

/// <param name="Sku">Of the product.</param>
/// <param name="Sites">Those that are to get different pictures: the last one pushed will be seen on all of them.</param>
public sealed record PushContradiction(Guid ProductId, string Sku, IReadOnlyList<string> Sites);
