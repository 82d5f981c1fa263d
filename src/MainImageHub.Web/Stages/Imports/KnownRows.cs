using System.Text.Json;
using MainImageHub.Domain;
using MainImageHub.Domain.Imports;
using MainImageHub.Domain.Listings;
using MainImageHub.Web.Http;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Imports;

/// <summary>What some lines are about, as it is here now and as earlier lines of the same file will make it: read by a handful of queries for all of them.</summary>
internal sealed class KnownRows
{
    private readonly Dictionary<string, KnownProduct> products = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, string> skus = [];
    private readonly Dictionary<(Guid Store, string Sku), List<Listing>> listings = [];
    private readonly Dictionary<(Guid Product, string Scope, string Slot), MainImage> images = [];
    private readonly Dictionary<string, (int Line, ProductPatch Patch)> earlierProducts = new(StringComparer.Ordinal);
    private readonly Dictionary<(Guid Store, string ExternalId, string Sku, string Locale), (int Line, ListingPatch Patch)> earlierListings = [];
    private readonly Dictionary<(Guid Store, string Sku), string> earlierIds = [];
    private readonly Dictionary<(string Sku, string Scope, string Slot), (int Line, string Patch)> earlierImages = [];

    public static async Task<KnownRows> ReadAsync(HubDbContext db, Guid importId, IReadOnlyCollection<RowDraft> drafts, CancellationToken cancellationToken)
    {
        var known = new KnownRows();
        var asked = drafts.Select(d => d.Sku).Concat(drafts.Select(d => d.Listing?.Sku).OfType<string>()).Distinct(StringComparer.Ordinal).ToArray();
        foreach (var p in await db.Products.AsNoTracking().Where(p => asked.Contains(p.Sku))
            .Select(p => new KnownProduct(p.Id, p.Sku, p.Title, p.Brand, p.Category, db.ProductFamilies.Where(f => f.Id == p.FamilyId).Select(f => f.Sku).FirstOrDefault(), p.Attributes)).ToListAsync(cancellationToken))
        {
            known.products[p.Sku] = p;
            known.skus[p.Id] = p.Sku;
        }

        var stores = drafts.Select(d => d.Listing?.Store.Id).OfType<Guid>().Distinct().ToArray();
        if (stores.Length > 0)
        {
            foreach (var listing in await db.Listings.AsNoTracking().Where(l => stores.Contains(l.StoreId) && asked.Contains(l.Sku)).ToListAsync(cancellationToken))
            {
                (known.listings.TryGetValue((listing.StoreId, listing.Sku), out var same) ? same : known.listings[(listing.StoreId, listing.Sku)] = []).Add(listing);
            }

            var others = known.listings.Values.SelectMany(l => l).Select(l => l.ProductId).Distinct().Except(known.skus.Keys).ToArray();
            foreach (var p in await db.Products.AsNoTracking().Where(p => others.Contains(p.Id)).Select(p => new { p.Id, p.Sku }).ToListAsync(cancellationToken))
            {
                known.skus[p.Id] = p.Sku;
            }
        }

        if (drafts.Any(d => d.Image is not null))
        {
            var ids = known.products.Values.Select(p => p.Id).ToArray();
            foreach (var image in await db.MainImages.AsNoTracking().Where(i => ids.Contains(i.ProductId) && i.RetiredAt == null).ToListAsync(cancellationToken))
            {
                known.images[(image.ProductId, image.ScopeKey, image.Slot)] = image;
            }
        }

        foreach (var row in await db.CatalogImportRows.AsNoTracking().Where(r => r.ImportId == importId && asked.Contains(r.Sku) && r.Outcome != ImportOutcome.Faulty).OrderBy(r => r.Line).ToListAsync(cancellationToken))
        {
            known.Note(row);
        }

        return known;
    }

    public KnownProduct? Product(string sku) => products.GetValueOrDefault(sku);

    public string SkuOf(Guid product) => skus.GetValueOrDefault(product, "");

    public IReadOnlyList<Listing> Listings(Guid store, string sku) => listings.TryGetValue((store, sku), out var there) ? there : [];

    public MainImage? Image(Guid product, string scope, string slot) => images.GetValueOrDefault((product, scope, slot));

    /// <summary>What earlier lines say, put together, and the last line that said something.</summary>
    public (int Line, ProductPatch Patch)? EarlierProduct(string sku) => earlierProducts.TryGetValue(sku, out var earlier) ? earlier : null;

    public (int Line, ListingPatch Patch)? EarlierListing(ListingPatch listing) => earlierListings.TryGetValue(KeyOf(listing), out var earlier) ? earlier : null;

    /// <summary>Under which id earlier lines list a SKU in a store; null where none does.</summary>
    public string? EarlierId(Guid store, string sku) => earlierIds.GetValueOrDefault((store, sku));

    public (int Line, string Patch)? EarlierImage(string sku, ImagePatch image) => earlierImages.TryGetValue((sku, image.Scope.Key, image.Slot), out var earlier) ? earlier : null;

    public static string Words(ImagePatch image) => JsonSerializer.Serialize(image, HubJson.Options);

    /// <summary>From now on a line counts as said.</summary>
    public void Note(CatalogImportRow row)
    {
        if (row.Product is { } product)
        {
            var before = EarlierProduct(row.Sku)?.Patch;
            earlierProducts[row.Sku] = (row.Line, before is null ? product : new ProductPatch(
                product.Title ?? before.Title, product.Brand ?? before.Brand, product.Category ?? before.Category, product.FamilySku ?? before.FamilySku, Merged(before.Attributes, product.Attributes)));
        }

        if (row.Listing is { } listing)
        {
            var before = EarlierListing(listing)?.Patch;
            earlierListings[KeyOf(listing)] = (row.Line, before is null ? listing : listing with { Title = listing.Title ?? before.Title, Keywords = listing.Keywords ?? before.Keywords, Facts = Merged(before.Facts, listing.Facts) });
            earlierIds[(listing.StoreId, listing.Sku)] = listing.ExternalId;
        }

        if (row.Image is { } image)
        {
            earlierImages[(row.Sku, image.Scope.Key, image.Slot)] = (row.Line, Words(image));
        }
    }

    private static (Guid, string, string, string) KeyOf(ListingPatch listing) => (listing.StoreId, listing.ExternalId, listing.Sku, listing.Locale ?? "");

    private static IReadOnlyDictionary<string, string>? Merged(IReadOnlyDictionary<string, string>? before, IReadOnlyDictionary<string, string>? after) =>
        before is null ? after : after is null ? before : before.Concat(after).GroupBy(a => a.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().Value, StringComparer.Ordinal);
}

/// <summary>A product as it is here.</summary>
internal sealed record KnownProduct(Guid Id, string Sku, string Title, string? Brand, string? Category, string? FamilySku, Dictionary<string, string> Attributes);
