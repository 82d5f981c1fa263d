using MainImageHub.Domain;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Products;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Security;

/// <summary>
/// Holds a narrowed membership to its stores and brands where a change begins at something that only leads to them.
/// Whoever is not narrowed costs no query; what is not there is left to the caller, who says so.
/// </summary>
public static class MemberReach
{
    /// <summary>A main image is its product's brand's; one that was planned for a single store is that store's, too.</summary>
    public static async Task RequireImageAsync(this CurrentMember me, HubDbContext db, Guid imageId, CancellationToken cancellationToken)
    {
        if (me.Member.IsNarrowed && await OfImage(db, imageId).SingleOrDefaultAsync(cancellationToken) is { } reached)
        {
            me.Require(reached);
        }
    }

    /// <summary>The same question for a page, which does not offer what would be refused.</summary>
    public static async Task<bool> WorksOnImageAsync(this CurrentMember me, HubDbContext db, Guid imageId, CancellationToken cancellationToken) =>
        !me.Member.IsNarrowed || await OfImage(db, imageId).SingleOrDefaultAsync(cancellationToken) is not { } reached || me.WorksOn(reached);

    public static async Task RequireListingAsync(this CurrentMember me, HubDbContext db, Guid listingId, CancellationToken cancellationToken)
    {
        if (me.Member.IsNarrowed && await OfListing(db, listingId).SingleOrDefaultAsync(cancellationToken) is { } reached)
        {
            me.Require(reached);
        }
    }

    public static async Task<bool> WorksOnListingAsync(this CurrentMember me, HubDbContext db, Guid listingId, CancellationToken cancellationToken) =>
        !me.Member.IsNarrowed || await OfListing(db, listingId).SingleOrDefaultAsync(cancellationToken) is not { } reached || me.WorksOn(reached);

    /// <summary>For what takes the picture from every place it is meant for: all of these stores must be the member's.</summary>
    public static async Task RequireEveryStoreOfAsync(this CurrentMember me, HubDbContext db, MainImage image, CancellationToken cancellationToken)
    {
        if (me.Member.WorksOnEveryStore)
        {
            return;
        }

        var stores = await db.Stores.AsNoTracking().Where(s => db.Listings.Any(l => l.StoreId == s.Id && l.ProductId == image.ProductId)).OrderBy(s => s.Id).ToListAsync(cancellationToken);
        foreach (var store in stores.Where(s => image.Scope.Covers(s.Marketplace, s.Site, s.Id)))
        {
            me.RequireStore(store);
        }
    }

    /// <summary>Only the main images the member may change, for lists of what waits for them.</summary>
    public static IQueryable<MainImage> WithinReachOf(this IQueryable<MainImage> images, CurrentMember me, HubDbContext db)
    {
        if (!me.Member.WorksOnEveryStore)
        {
            var stores = me.Member.StoreScope;
            images = images.Where(i => i.Scope.StoreId == null || stores.Contains(i.Scope.StoreId.Value));
        }

        if (!me.Member.WorksOnEveryBrand)
        {
            var brands = me.Member.BrandScope.ConvertAll(b => b.ToLowerInvariant());
#pragma warning disable CA1304, CA1311 // Becomes lower() in SQL.
            images = images.Where(i => db.Products.Any(p => p.Id == i.ProductId && brands.Contains(p.Brand!.Trim().ToLower())));
#pragma warning restore CA1304, CA1311
        }

        return images;
    }

    private static IQueryable<Reached> OfImage(HubDbContext db, Guid imageId) => db.MainImages.AsNoTracking().Where(i => i.Id == imageId)
        .Select(i => new Reached(db.Products.First(p => p.Id == i.ProductId), db.Stores.FirstOrDefault(s => s.Id == i.Scope.StoreId)));

    private static IQueryable<Reached> OfListing(HubDbContext db, Guid listingId) => db.Listings.AsNoTracking().Where(l => l.Id == listingId)
        .Select(l => new Reached(db.Products.First(p => p.Id == l.ProductId), db.Stores.FirstOrDefault(s => s.Id == l.StoreId)));

    private static bool WorksOn(this CurrentMember me, Reached reached) => me.WorksOn(reached.Product) && (reached.Store is null || me.WorksOn(reached.Store));

    private static void Require(this CurrentMember me, Reached reached)
    {
        me.RequireProduct(reached.Product);
        if (reached.Store is not null)
        {
            me.RequireStore(reached.Store);
        }
    }

    private sealed record Reached(Product Product, Store? Store);
}
