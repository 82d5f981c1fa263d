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
    public bool Covers(string marketplace, string site, Guid storeId) => Covers(ForStore(marketplace, site, storeId));

    /// <summary>True when that place would use this scope's picture: it is this place itself, or a narrower one within it.</summary>
    public bool Covers(Scope place) => Kind <= place.Kind && Kind switch
    {
        ScopeKind.Product => true,
        ScopeKind.Marketplace => Marketplace == place.Marketplace,
        ScopeKind.Site => Marketplace == place.Marketplace && Site == place.Site,
        _ => StoreId == place.StoreId,
    };

    /// <summary>The narrowest of the main images that cover a store: the one its listing shows.</summary>
    public static MainImage? Resolve(IEnumerable<MainImage> images, string marketplace, string site, Guid storeId) =>
        Resolve(images, i => i.Scope, ForStore(marketplace, site, storeId));

    /// <summary>Of whatever applies somewhere, what counts at that place: what applies to the narrowest scope that covers it.</summary>
    /// <param name="images">What applies somewhere, each to another scope.</param>
    /// <param name="scopeOf">Where.</param>
    /// <param name="place">The place asked for.</param>
    public static T? Resolve<T>(IEnumerable<T> images, Func<T, Scope> scopeOf, Scope place)
        where T : class =>
        images.Where(i => scopeOf(i).Covers(place)).MaxBy(i => scopeOf(i).Kind);

    /// <summary><c>amazon/US</c>, <c>amazon</c>, or <c>*</c> for the product's own.</summary>
    public override string ToString() => Kind switch
    {
        ScopeKind.Product => "*",
        ScopeKind.Marketplace => Marketplace!,
        _ => $"{Marketplace}/{Site}",
    };
}
