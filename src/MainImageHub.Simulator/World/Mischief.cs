namespace MainImageHub.Simulator.World;

internal enum MischiefKind
{
    /// <summary>ACCEPTED, the attribute is stored, and the old picture stays.</summary>
    NeverShow,

    /// <summary>Reading the listing shows another listing's picture (amzn/selling-partner-api-models issue 5343).</summary>
    ShowSibling,

    /// <summary>The attribute is stored, the page shows somebody else's picture.</summary>
    OtherContributorWins,

    /// <summary>Shown only after <see cref="Mischief.Minutes"/> more on the simulator's clock.</summary>
    DelayLive,

    /// <summary>The listing is in a promotion: where a marketplace locks pictures meanwhile, their change is refused.</summary>
    InPromotion,
}

/// <summary>A standing order to misbehave for some listings. Null seller, site or SKU means any.</summary>
internal sealed class Mischief
{
    public required string Id { get; init; }

    public required MischiefKind Kind { get; init; }

    public string? Seller { get; init; }

    public string? Site { get; init; }

    public string? Sku { get; init; }

    public double Minutes { get; init; }

    public double Probability { get; init; } = 1;

    /// <summary>How often it still happens; null is for ever.</summary>
    public int? Remaining { get; set; }

    public bool Concerns(ListingKey key) =>
        (Seller is null || Seller == key.Seller) && (Site is null || Site == key.Site) && (Sku is null || Sku == key.Sku);
}
