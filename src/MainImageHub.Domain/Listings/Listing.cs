using MainImageHub.Domain.Rules;

namespace MainImageHub.Domain.Listings;

/// <summary>A product in a store.</summary>
public sealed class Listing : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    public required Guid ProductId { get; init; }

    public required Guid StoreId { get; init; }

    /// <summary>The marketplace's own id: ASIN, item id, product gid. Marketplaces merge and split what they name so; the SKU stays.</summary>
    public required string ExternalId { get; set; }

    /// <summary>The shoppers' page, where pictures are put up by hand and its address cannot be told from the id.</summary>
    public Uri? ExternalUrl { get; set; }

    /// <summary>The SKU in that store; the product's unless it differs there.</summary>
    public required string Sku { get; set; }

    public string? ParentExternalId { get; set; }

    /// <summary>What the marketplace calls this kind of product; some want it back with every change.</summary>
    public string? ProductType { get; set; }

    /// <summary>By locale (<c>en-US</c>); what shoppers read there.</summary>
    public Dictionary<string, ListingText> Texts { get; set; } = [];

    /// <summary>Facts of that market: plug, voltage, units, label duties, brand.</summary>
    public Dictionary<string, string> Facts { get; set; } = [];

    /// <summary>What the marketplace itself complains about, as last read.</summary>
    public List<ListingIssue> Issues { get; set; } = [];

    /// <summary>The marketplace hides the listing from search or from sale, as last read.</summary>
    public bool Suppressed { get; set; }

    /// <summary>Address of the main picture shoppers got when it was last read.</summary>
    public string? LivePictureUrl { get; set; }

    /// <summary>The picture last seen live, fetched and kept, ours or not; null when nothing is shown.</summary>
    public Guid? LiveAssetId { get; set; }

    public DateTimeOffset? LiveSeenAt { get; set; }

    /// <summary>
    /// When a look first showed another picture than the ledger's, while no second look has confirmed it: marketplaces now and then
    /// answer with a sibling's picture. Until then everything here still speaks of the picture that was seen before.
    /// </summary>
    public DateTimeOffset? DoubtedSince { get; set; }

    /// <summary>What the site's rules say of the picture last seen live; null when nothing is shown or the site has no rules.</summary>
    public Verdict? LiveVerdict { get; set; }

    /// <summary>Ids of the rules that the picture last seen live breaks.</summary>
    public List<string> LiveBrokenRules { get; set; } = [];

    /// <summary>The last import that read this listing.</summary>
    public Guid? ImportId { get; set; }

    /// <summary>That import still has to look at the picture.</summary>
    public bool LookPending { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <param name="report">On the picture last seen live; null when nothing is shown or the site has no rules.</param>
    public void JudgeLive(ComplianceReport? report) =>
        (LiveVerdict, LiveBrokenRules) = (report?.Verdict, [.. report?.Findings.Where(f => f.Verdict == Verdict.Fail).Select(f => f.Rule) ?? []]);
}

public sealed record ListingText(string? Title, IReadOnlyList<string> Keywords);

/// <summary>The marketplace's own words about what is wrong with a listing.</summary>
public sealed record ListingIssue(string Code, string Severity, string Message, IReadOnlyList<string> Enforcements);
