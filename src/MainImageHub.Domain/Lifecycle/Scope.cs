namespace MainImageHub.Domain.Lifecycle;

/// <summary>From wide to narrow: a narrow scope inherits the picture of the next wider one until it is overridden.</summary>
public enum ScopeKind
{
    Product,
    Marketplace,
    Site,
    Store,
}

/// <summary>Where a main image applies. A store scope also names its marketplace and site.</summary>
public sealed record Scope(ScopeKind Kind, string? Marketplace, string? Site, Guid? StoreId)
{
    public static readonly Scope Product = new(ScopeKind.Product, null, null, null);

    public static Scope ForMarketplace(string marketplace) => new(ScopeKind.Marketplace, marketplace, null, null);

    public static Scope ForSite(string marketplace, string site) => new(ScopeKind.Site, marketplace, site, null);

    public static Scope ForStore(string marketplace, string site, Guid storeId) => new(ScopeKind.Store, marketplace, site, storeId);

    public string Key => Kind == ScopeKind.Store ? $"store:{StoreId:n}" : ToString();

    /// <summary>True when a listing in that store would use this scope's picture, directly or by inheritance.</summary>
    public bool Covers(string marketplace, string site, Guid storeId) => Kind switch
    {
        ScopeKind.Product => true,
        ScopeKind.Marketplace => Marketplace == marketplace,
        ScopeKind.Site => Marketplace == marketplace && Site == site,
        _ => StoreId == storeId,
    };

    /// <summary>The narrowest of the main images that cover a store: the one its listing shows.</summary>
    public static MainImage? Resolve(IEnumerable<MainImage> images, string marketplace, string site, Guid storeId) =>
        images.Where(i => i.Scope.Covers(marketplace, site, storeId)).MaxBy(i => i.Scope.Kind);

    /// <summary><c>amazon/US</c>, <c>amazon</c>, or <c>*</c> for the product's own.</summary>
    public override string ToString() => Kind switch
    {
        ScopeKind.Product => "*",
        ScopeKind.Marketplace => Marketplace!,
        _ => $"{Marketplace}/{Site}",
    };
}
