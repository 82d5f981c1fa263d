using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using MainImageHub.Simulator.Pictures;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.TikTokShop;

/// <summary>
/// Products and their galleries. A seller is an app key, with a shop in every region: the reference calls that a cross-border seller. Call under
/// the world's lock.
/// </summary>
internal sealed class TikTokCatalogue
{
    public const int MostPictures = 9;

    private readonly SimulatedWorld _world;
    private readonly Catalogue _catalogue;
    private readonly TikTokShops _shops;
    private readonly SellerListings _listings;

    public TikTokCatalogue(SimulatedWorld world, Catalogue catalogue, TikTokShops shops)
    {
        (_world, _catalogue, _shops) = (world, catalogue, shops);
        _listings = new(world, TikTokShops.Name, Create);
    }

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

    public Listing? Find(string seller, string region, string product) => _listings.Find(seller, region, product);

    public Listing? FindSku(string seller, string region, string sku) => _listings.FindAnySku(seller, region, sku);

    public IReadOnlyList<Listing> Of(string seller, string region) => [.. _listings.Of(seller, region).OrderBy(l => l.ExternalId, StringComparer.Ordinal)];

    public int Seed(string seller, string region, int count, double flawedShare) => _listings.Seed(seller, region, count, flawedShare);

    public IReadOnlyList<string> Skus(Listing product) => _listings.Skus(product);

    /// <summary>Gives a picture a name.</summary>
    public string Host(string seller, string pictureId, string? source)
    {
        var uri = $"tos-maliva-i-sim-us/{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}";
        _shops.Add(new TikTokImage(uri, seller, pictureId, source));
        _world.Touch();
        return uri;
    }

    /// <summary>What hangs there is what shoppers see, from that moment on.</summary>
    public void Show(Listing product, IReadOnlyList<string> images, DateTimeOffset at, string why)
    {
        _shops.Hang(product.Key, images);
        _world.Arrange(product, [.. images.Select(uri => _shops.Image(uri)?.PictureId)], at, why);
    }

    /// <summary>Another picture put in the place of the first, in Seller Center.</summary>
    public void Supplant(Listing product, Picture picture) =>
        Show(product, [Host(product.Key.Seller, picture.Id, source: null), .. _shops.Gallery(product.Key).Skip(1)], _world.Clock.Now, "foreign");

    private Listing Create(ListingKey key, Flaw flaw, int? index)
    {
        var number = 1_729_000_000_000_000_000 + (long)(Dice.For(_world.Options.Seed, "tiktok", key.Seller, key.Site, key.Sku).Bits() % 900_000_000_000_000);
        var listing = _catalogue.Invent(key, Currencies[key.Site], flaw, number.ToString(CultureInfo.InvariantCulture), isPoliced: false);
        _world.Add(listing);
        _shops.Hang(key, [.. listing.SlotsInOrder.Select(slot => Host(key.Seller, listing.PictureIn(slot)!, source: null))]);
        return listing;
    }
}
