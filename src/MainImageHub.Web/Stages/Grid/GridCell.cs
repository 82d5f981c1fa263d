using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Stages.Plan;

namespace MainImageHub.Web.Stages.Grid;

/// <summary>Where the picture of a cell comes from, or why there is none.</summary>
public enum GridState
{
    /// <summary>Planned for this place, and for no wider one that it would take the place of.</summary>
    Own,

    /// <summary>Planned for this place, in the stead of a wider one's picture.</summary>
    Overridden,

    /// <summary>A wider place's.</summary>
    Inherited,

    /// <summary>The product is sold there and no picture is planned for it.</summary>
    Missing,

    /// <summary>No picture, and the product is not sold there either.</summary>
    Unlisted,

    /// <summary>No picture for the whole place; each narrower one where the product is sold has its own.</summary>
    Covered,
}

/// <summary>What was seen of a cell's picture on the listings that should show it; each next one is worse.</summary>
public enum GridProof
{
    Live,

    /// <summary>Another version of the same main image is shown there.</summary>
    OtherVersion,

    /// <summary>A picture of ours that was retired, or that stands for another place, is shown there still.</summary>
    OtherPicture,

    OnItsWay,

    /// <summary>Nobody has sent it there, or something else was seen since.</summary>
    NotLive,

    /// <summary>The marketplace took it and does not show it.</summary>
    AcceptedNotLive,

    Drifted,
    Failed,

    /// <summary>The marketplace hides the listing itself: shoppers see no picture of it at all.</summary>
    Hidden,
}

/// <summary>What counts for one product at one place.</summary>
public sealed record GridCell
{
    /// <summary>The column's key.</summary>
    public required string Place { get; init; }

    public required GridState State { get; init; }

    /// <summary>The product has a listing there.</summary>
    public required bool IsListed { get; init; }

    /// <summary>The main image that counts; absent where there is none.</summary>
    public Guid? MainImageId { get; init; }

    /// <summary>The wider place that the picture comes from; absent when it is the place's own.</summary>
    public ScopeView? InheritedFrom { get; init; }

    /// <summary>The wider place whose picture it takes the place of.</summary>
    public ScopeView? Overrides { get; init; }

    public LifecycleStage? Stage { get; init; }

    /// <summary>The live version, else the newest approved one, else the newest; absent before the first.</summary>
    public GridVersion? Version { get; init; }

    /// <summary>By the place's own rules; for a place of several sites the worst of them. Absent where nothing was judged.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>Absent where no listing should show it.</summary>
    public GridSeen? Seen { get; init; }

    public bool TestRunning { get; init; }

    /// <summary>A newer version than the live one is in work.</summary>
    public bool NextInWork { get; init; }

    public Guid? OwnerId { get; init; }

    public DateOnly? DueOn { get; init; }

    public bool IsOverdue { get; init; }
}

public sealed record GridVersion(Guid Id, int Number, Guid? AssetId);

/// <param name="Proof">The worst of the listings.</param>
/// <param name="Live">On how many of them it was seen.</param>
/// <param name="Of">How many should show it.</param>
/// <param name="At">Since when each of them was seen with it; absent while it is not live on all.</param>
/// <param name="Version">The number of the other version that is shown, when that is the worst.</param>
public sealed record GridSeen(GridProof Proof, int Live, int Of, DateTimeOffset? At, int? Version);

public sealed record GridProduct(Guid Id, string Sku, string Title, string? Brand, Guid? FamilyId);

/// <summary>A product with what counts for it at each place shown.</summary>
public sealed record GridRow(GridProduct Product, IReadOnlyList<GridCell> Cells);

/// <summary>A product by itself, or a family with those of its variants that were found.</summary>
/// <param name="Family">Null for a product that is shown by itself.</param>
/// <param name="Rows">One, or the family's variants by SKU.</param>
/// <param name="HasMore">The family has more variants than are read at once.</param>
public sealed record GridItem(GridFamily? Family, IReadOnlyList<GridRow> Rows, bool HasMore);

public sealed record GridFamily(Guid Id, string Sku);

/// <param name="Columns">The places shown, the widest first.</param>
/// <param name="Items">By SKU.</param>
/// <param name="All">Every place there is a column for, shown or not.</param>
public sealed record GridTable(IReadOnlyList<GridColumn> Columns, IReadOnlyList<GridItem> Items, string? NextCursor, IReadOnlyList<GridColumn> All)
{
    private readonly Dictionary<string, string> names = All.ToDictionary(c => c.Key, c => c.Name, StringComparer.Ordinal);

    public string NameOf(ScopeView place) => names[new Scope(place.Kind, place.Marketplace, place.Site, place.StoreId).Key];
}
