using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using MainImageHub.Simulator.Pictures;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Shopee;

/// <summary>Items and their galleries. A seller is a shop, by its number, and sells in one country. Call under the world's lock.</summary>
internal sealed class ShopeeSellers
{
    public const int MostPictures = 9;

    /// <summary>Where a shop sells that nobody has seen yet.</summary>
    private const string UsualRegion = "SG";

    private readonly SimulatedWorld _world;
    private readonly Catalogue _catalogue;
    private readonly ShopeeShops _shops;
    private readonly SellerListings _listings;

    public ShopeeSellers(SimulatedWorld world, Catalogue catalogue, ShopeeShops shops)
    {
        (_world, _catalogue, _shops) = (world, catalogue, shops);
        _listings = new(world, ShopeeShops.Name, Create);
    }

    /// <summary>Regions with their currencies.</summary>
    public static FrozenDictionary<string, string> Currencies { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["SG"] = "SGD",
        ["MY"] = "MYR",
        ["TH"] = "THB",
        ["VN"] = "VND",
        ["PH"] = "PHP",
        ["ID"] = "IDR",
        ["TW"] = "TWD",
        ["BR"] = "BRL",
        ["MX"] = "MXN",
        ["CL"] = "CLP",
        ["CO"] = "COP",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public string RegionOf(string shop) => Currencies.Keys.FirstOrDefault(region => _world.Knows(ShopeeShops.Name, shop, region)) ?? UsualRegion;

    public Listing? Find(string shop, string item) => _listings.Find(shop, RegionOf(shop), item);

    public IReadOnlyList<Listing> Of(string shop) => [.. _listings.Of(shop, RegionOf(shop)).OrderBy(l => l.ExternalId, StringComparer.Ordinal)];

    /// <summary>By SKU, and what merely has it in its own.</summary>
    public IReadOnlyList<Listing> Search(string shop, string sku)
    {
        var exact = _listings.FindAnySku(shop, RegionOf(shop), sku);
        return [.. Of(shop).Where(item => item == exact || Skus(item).Any(own => own.Contains(sku, StringComparison.OrdinalIgnoreCase)))];
    }

    public int Seed(string shop, string region, int count, double flawedShare) => _listings.Seed(shop, region, count, flawedShare);

    /// <summary>More than one where the item comes in several models, which then have the SKUs and the item has none.</summary>
    public IReadOnlyList<string> Skus(Listing item) => _listings.Skus(item);

    /// <summary>Gives a picture an id.</summary>
    public ShopeeImage Host(string owner, string pictureId, string? source)
    {
        var image = new ShopeeImage(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), owner, pictureId, source);
        _shops.Add(image);
        _world.Touch();
        return image;
    }

    /// <summary>An item changed as its seller wants it: at once, later, or not at all.</summary>
    public void Change(Listing item, IReadOnlyList<string> images, string title)
    {
        var shadowed = _world.Misbehave(MischiefKind.NeverShow, item.Key) is not null;
        var delay = _world.Options.LiveDelay + TimeSpan.FromMinutes(_world.Misbehave(MischiefKind.DelayLive, item.Key)?.Minutes ?? 0);
        var change = new ShopeeChange(item.Key, [.. images], title, _shops.NextNumber(), _world.Clock.Now + delay);
        _shops.Add(new ShopeeEdit(change.Number, item.Key, images.Count > 0 ? _shops.Image(images[0])?.Source : null, shadowed ? "shadowed" : "processed"));
        _world.Touch();
        if (shadowed)
        {
            return;
        }

        if (delay > TimeSpan.Zero)
        {
            _shops.Add(change);
        }
        else
        {
            Apply(change);
        }
    }

    /// <summary>Shows what is due.</summary>
    public void CarryOut()
    {
        foreach (var change in _shops.Changes.Where(c => c.ShowAt <= _world.Clock.Now).ToList())
        {
            _shops.Remove(change);
            Apply(change);
        }
    }

    /// <summary>Another picture put in the place of the first, in Seller Centre.</summary>
    public void Supplant(Listing item, Picture picture) =>
        Show(item, [Host(item.Key.Seller, picture.Id, source: null).Id, .. _shops.Gallery(item.Key).Skip(1)], _world.Clock.Now, "foreign");

    private void Apply(ShopeeChange change)
    {
        if (!_world.TryFind(change.Item, out var item) || item.Deleted)
        {
            _shops.Note(change.Number, "gone");
            return;
        }

        item.Title = change.Title;
        Show(item, change.Images, change.ShowAt, "seller");
        _shops.Note(change.Number, "live");
        if (_world.Misbehave(MischiefKind.OtherContributorWins, item.Key) is not null)
        {
            Supplant(item, _catalogue.Foreign(item, $"{change.Number}"));
        }
    }

    private void Show(Listing item, IReadOnlyList<string> images, DateTimeOffset at, string why)
    {
        _shops.Hang(item.Key, images);
        _world.Arrange(item, [.. images.Select(id => _shops.Image(id)?.PictureId)], at, why);
    }

    private Listing Create(ListingKey key, Flaw flaw, int? index)
    {
        var number = 20_000_000_000 + (long)(Dice.For(_world.Options.Seed, "shopee", key.Seller, key.Site, key.Sku).Bits() % 70_000_000_000);
        var listing = _catalogue.Invent(key, Currencies[key.Site], flaw, number.ToString(CultureInfo.InvariantCulture), isPoliced: false);
        _world.Add(listing);
        _shops.Hang(key, [.. listing.SlotsInOrder.Select(slot => Host(key.Seller, listing.PictureIn(slot)!, source: null).Id)]);
        return listing;
    }
}
