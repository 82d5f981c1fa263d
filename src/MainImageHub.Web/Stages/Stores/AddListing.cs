using MainImageHub.Domain.Listings;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Stores;

/// <summary>Says that a product is sold in a store, without reading the store.</summary>
public sealed class AddListing(HubDbContext db, CurrentMember me, StoreConnections connections, ListingPages pages, TimeProvider clock)
{
    internal const int LongestId = 100;
    internal const int LongestTitle = 500;
    internal const int LongestLocale = 35;
    internal const int MostKeywords = 200;
    internal const int LongestKeyword = 500;

    public async Task<Listing> AddAsync(AddListingRequest request, CancellationToken cancellationToken)
    {
        var externalId = request.ExternalId?.Trim() is { Length: > 0 and <= LongestId } id ? id : throw StoreProblems.ListingInvalid.Because(LongestId);
        var keywords = (request.Keywords ?? []).Select(k => k?.Trim()).OfType<string>().Where(k => k.Length > 0).ToList();
        if (request.Title is { Length: > LongestTitle } || request.Locale is { Length: > LongestLocale } || keywords.Count > MostKeywords || keywords.Exists(k => k.Length > LongestKeyword))
        {
            throw StoreProblems.ListingTexts.Because(LongestTitle, LongestLocale, MostKeywords, LongestKeyword);
        }

        var product = await db.Products.SingleOrDefaultAsync(p => p.Id == request.ProductId, cancellationToken) ?? throw StoreProblems.ListingProduct.Because(request.ProductId);
        var store = await db.Stores.SingleOrDefaultAsync(s => s.Id == request.StoreId, cancellationToken) ?? throw StoreProblems.ListingStore.Because(request.StoreId);
        me.RequireProduct(product);
        me.RequireStore(store);
        var sku = string.IsNullOrWhiteSpace(request.Sku) ? product.Sku : request.Sku.Trim();
        if (sku.Length > LongestId)
        {
            throw StoreProblems.ListingInvalid.Because(LongestId);
        }

        // A store is read by SKU: under another product's, that product's pictures would come in as this one's.
        if (sku != product.Sku && await db.Products.AnyAsync(p => p.Sku == sku && p.Id != product.Id, cancellationToken))
        {
            throw StoreProblems.ListingOfAnother.Because(sku);
        }

        var page = await pages.RequireAsync(store, request.ExternalUrl, cancellationToken);
        var now = clock.GetUtcNow();
        var listing = new Listing { WorkspaceId = me.WorkspaceId, ProductId = product.Id, StoreId = store.Id, ExternalId = externalId, ExternalUrl = page, Sku = sku, CreatedAt = now };
        if (request.Title is not null || request.Keywords is not null)
        {
            var locale = string.IsNullOrWhiteSpace(request.Locale) ? connections.FindConnector(store.Marketplace)?.Capabilities.FindSite(store.SiteCode)?.Language ?? "und" : request.Locale.Trim();
            listing.Texts = new() { [locale] = new ListingText(request.Title, keywords) };
        }

        db.Listings.Add(listing);
        db.Audit(me.Actor, "listing.added", "listing", listing.Id, now, new() { ["externalId"] = externalId, ["sku"] = sku, ["store"] = store.Name });
        await db.SaveChangesAsync(() => RequireFreeAsync(listing, cancellationToken), cancellationToken);
        return listing;
    }

    private async Task RequireFreeAsync(Listing listing, CancellationToken cancellationToken)
    {
        var taken = await db.Listings.Where(l => l.StoreId == listing.StoreId && l.ExternalId == listing.ExternalId && l.Sku == listing.Sku).Select(l => (Guid?)l.Id).FirstOrDefaultAsync(cancellationToken);
        if (taken is not null)
        {
            throw StoreProblems.ListingTaken.Because(listing.ExternalId, listing.Sku, taken);
        }
    }
}
