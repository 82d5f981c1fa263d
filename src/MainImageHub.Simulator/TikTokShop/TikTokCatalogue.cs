using System.Collections.Frozen;
using System.Security.Cryptography;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.TikTokShop;

/// <summary>
/// Products and their galleries. A seller is an app key, with a shop in every region: the reference calls that a cross-border seller. Call under
/// the world's lock.
/// </summary>
internal sealed class TikTokCatalogue(SimulatedWorld world, Catalogue catalogue, TikTokShops shops)
    : HostedCatalogue<TikTokShops>(world, catalogue, shops, (1_729_000_000_000_000_000, 900_000_000_000_000))
{
    public const int MostPictures = 9;

    /// <summary>Regions with their currencies, by the reference.</summary>
    public static FrozenDictionary<string, string> Currencies { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["US"] = "USD",
        ["GB"] = "GBP",
        ["DE"] = "EUR",
        ["FR"] = "EUR",
        ["IT"] = "EUR",
        ["ES"] = "EUR",
        ["IE"] = "EUR",
        ["SG"] = "SGD",
        ["MY"] = "MYR",
        ["TH"] = "THB",
        ["VN"] = "VND",
        ["PH"] = "PHP",
        ["ID"] = "IDR",
        ["JP"] = "JPY",
        ["MX"] = "MXN",
        ["BR"] = "BRL",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public Listing? Find(string seller, string region, string product) => Listings.Find(seller, region, product);

    public Listing? FindSku(string seller, string region, string sku) => Listings.FindAnySku(seller, region, sku);

    public IReadOnlyList<Listing> Of(string seller, string region) => InOrder(seller, region);

    protected override string CurrencyOf(string site) => Currencies[site];

    protected override string NewId(string pictureId, string? source) => $"tos-maliva-i-sim-us/{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}";
}
