using System.Security.Cryptography;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.AliExpress;

/// <summary>Products and their galleries. A seller is an app key and sells to all countries at once. Call under the world's lock.</summary>
internal sealed class AliExpressSellers(SimulatedWorld world, Catalogue catalogue, AliExpressShops shops)
    : HostedCatalogue<AliExpressShops>(world, catalogue, shops, (1_005_000_000_000_000, 9_000_000_000_000))
{
    public const int MostPictures = 6;

    /// <summary>There are no countries.</summary>
    public const string Site = "-";

    public Listing? Find(string seller, string product) => Listings.Find(seller, Site, product);

    public Listing? FindSku(string seller, string sku) => Listings.FindAnySku(seller, Site, sku);

    public IReadOnlyList<Listing> Of(string seller) => InOrder(seller, Site);

    /// <summary>Pictures and title as they were sent last: being audited, refused, or what shoppers get.</summary>
    public (IReadOnlyList<string> Images, string Title) Latest(Listing product) =>
        Shops.Review(product.Key) is { } review ? (review.Images, review.Title)
        : Shops.Refusal(product.Key) is { } refusal ? (refusal.Images, refusal.Title)
        : (Shops.Gallery(product.Key), product.Title);

    public string StatusOf(Listing product) =>
        product.Hidden || Shops.Refusal(product.Key) is not null ? "editingRequired"
        : Shops.Review(product.Key) is not null ? "auditing"
        : "onSelling";

    protected override string CurrencyOf(string site) => "USD";

    protected override string NewId(string pictureId, string? source) => $"S{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}";
}
