using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Lazada;

/// <summary>Items and their galleries. A seller is an app key and sells in one country. Call under the world's lock.</summary>
internal sealed class LazadaSellers(SimulatedWorld world, Catalogue catalogue, LazadaShops shops) : HostedCatalogue<LazadaShops>(world, catalogue, shops, (2_000_000_000, 7_000_000_000))
{
    public const int MostPictures = 8;

    /// <summary>Where a seller sells whom nobody has seen yet.</summary>
    private const string UsualSite = "SG";

    /// <summary>Countries with their currencies.</summary>
    public static FrozenDictionary<string, string> Currencies { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["SG"] = "SGD",
        ["MY"] = "MYR",
        ["TH"] = "THB",
        ["VN"] = "VND",
        ["PH"] = "PHP",
        ["ID"] = "IDR",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static string ShortCode(string seller, string country) => $"{country.ToUpperInvariant()}{seller}";

    public static long SkuId(Listing item, int index) => (long.Parse(item.ExternalId, CultureInfo.InvariantCulture) * 10) + index;

    public string SiteOf(string seller) => Currencies.Keys.FirstOrDefault(site => World.Knows(LazadaShops.Name, seller, site)) ?? UsualSite;

    public Listing? Find(string seller, string item) => Listings.Find(seller, SiteOf(seller), item);

    public Listing? FindSku(string seller, string sku) => Listings.FindAnySku(seller, SiteOf(seller), sku);

    public IReadOnlyList<Listing> Of(string seller) => InOrder(seller, SiteOf(seller));

    /// <summary>Pictures and title as they were sent last: under review, rejected, or what shoppers get.</summary>
    public (IReadOnlyList<string> Images, string Title) Latest(Listing item) =>
        Shops.Review(item.Key) is { } review ? (review.Images, review.Title)
        : Shops.Refusal(item.Key) is { } rejection ? (rejection.Images, rejection.Title)
        : (Shops.Gallery(item.Key), item.Title);

    protected override string CurrencyOf(string site) => Currencies[site];

    protected override string NewId(string pictureId, string? source) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source ?? pictureId)))[..32];
}
