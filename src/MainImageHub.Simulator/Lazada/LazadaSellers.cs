using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MainImageHub.Simulator.Pictures;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Lazada;

/// <summary>Items and their galleries. A seller is an app key and sells in one country. Call under the world's lock.</summary>
internal sealed class LazadaSellers
{
    public const int MostPictures = 8;

    /// <summary>Where a seller sells whom nobody has seen yet.</summary>
    private const string UsualSite = "SG";

    private readonly SimulatedWorld _world;
    private readonly Catalogue _catalogue;
    private readonly LazadaShops _shops;
    private readonly SellerListings _listings;

    public LazadaSellers(SimulatedWorld world, Catalogue catalogue, LazadaShops shops)
    {
        (_world, _catalogue, _shops) = (world, catalogue, shops);
        _listings = new(world, LazadaShops.Name, Create);
    }

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

    public string SiteOf(string seller) => Currencies.Keys.FirstOrDefault(site => _world.Knows(LazadaShops.Name, seller, site)) ?? UsualSite;

    public Listing? Find(string seller, string item) => _listings.Find(seller, SiteOf(seller), item);

    public Listing? FindSku(string seller, string sku) => _listings.FindAnySku(seller, SiteOf(seller), sku);

    public IReadOnlyList<Listing> Of(string seller) => [.. _listings.Of(seller, SiteOf(seller)).OrderBy(l => l.ExternalId, StringComparer.Ordinal)];

    public int Seed(string seller, string site, int count, double flawedShare) => _listings.Seed(seller, site, count, flawedShare);

    public IReadOnlyList<string> Skus(Listing item) => _listings.Skus(item);

    public static long SkuId(Listing item, int index) => (long.Parse(item.ExternalId, CultureInfo.InvariantCulture) * 10) + index;

    /// <summary>Pictures and title as they were sent last: under review, rejected, or what shoppers get.</summary>
    public (IReadOnlyList<string> Images, string Title) Latest(Listing item) =>
        _shops.Review(item.Key) is { } review ? (review.Images, review.Title)
        : _shops.Rejection(item.Key) is { } rejection ? (rejection.Images, rejection.Title)
        : (_shops.Gallery(item.Key), item.Title);

    /// <summary>Gives a picture an id that is made of its content.</summary>
    public LazadaImage Host(string pictureId, string? source)
    {
        var image = new LazadaImage(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source ?? pictureId)))[..32], pictureId, source);
        _shops.Add(image);
        _world.Touch();
        return image;
    }

    /// <summary>What hangs there is what shoppers see, from that moment on.</summary>
    public void Show(Listing item, IReadOnlyList<string> images, DateTimeOffset at, string why)
    {
        _shops.Hang(item.Key, images);
        _world.Arrange(item, [.. images.Select(id => _shops.Image(id)?.PictureId)], at, why);
    }

    /// <summary>Another picture put in the place of the first, in Seller Center.</summary>
    public void Supplant(Listing item, Picture picture) =>
        Show(item, [Host(picture.Id, source: null).Id, .. _shops.Gallery(item.Key).Skip(1)], _world.Clock.Now, "foreign");

    private Listing Create(ListingKey key, Flaw flaw, int? index)
    {
        var number = 2_000_000_000 + (long)(Dice.For(_world.Options.Seed, "lazada", key.Seller, key.Site, key.Sku).Bits() % 7_000_000_000);
        var listing = _catalogue.Invent(key, Currencies[key.Site], flaw, number.ToString(CultureInfo.InvariantCulture), isPoliced: false);
        _world.Add(listing);
        _shops.Hang(key, [.. listing.SlotsInOrder.Select(slot => Host(listing.PictureIn(slot)!, source: null).Id)]);
        return listing;
    }
}
