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
internal sealed class TikTokCatalogue(SimulatedWorld world, Catalogue catalogue, TikTokShops shops)
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

    public Listing? Find(string seller, string region, string product) =>
        world.FindOnSite(TikTokShops.Name, region, product) is { } listing && listing.Key.Seller == seller ? listing : null;

    public Listing? FindSku(string seller, string region, string sku)
    {
        var key = new ListingKey(TikTokShops.Name, seller, region, sku);
        return world.TryFind(key, out var listing) ? (listing.Deleted ? null : listing)
            : Of(seller, region).FirstOrDefault(l => Skus(l).Contains(sku, StringComparer.Ordinal)) ?? (world.Options.CreateUnknownListings ? Create(key, Flaw.None) : null);
    }

    public IReadOnlyList<Listing> Of(string seller, string region)
    {
        if (!world.Knows(TikTokShops.Name, seller, region) && world.Options.CreateUnknownListings)
        {
            Seed(seller, region, world.Options.NewSellerListings, world.Options.NewSellerFlawedShare);
        }

        return [.. world.Listings.Where(l => l.Key.Marketplace == TikTokShops.Name && l.Key.Seller == seller && l.Key.Site == region && !l.Deleted).OrderBy(l => l.ExternalId, StringComparer.Ordinal)];
    }

    public int Seed(string seller, string region, int count, double flawedShare)
    {
        var created = 0;
        foreach (var (index, key) in catalogue.Keys(TikTokShops.Name, seller, region, count).Index())
        {
            if (!world.TryFind(key, out _))
            {
                Create(key, Catalogue.FlawOf(index, count, flawedShare));
                created++;
            }
        }

        return created;
    }

    public Listing Create(ListingKey key, Flaw flaw)
    {
        var number = 1_729_000_000_000_000_000 + (long)(Dice.For(world.Options.Seed, "tiktok", key.Seller, key.Site, key.Sku).Bits() % 900_000_000_000_000);
        var listing = catalogue.Invent(key, Currencies[key.Site], flaw, number.ToString(CultureInfo.InvariantCulture), isPoliced: false);
        world.Add(listing);
        shops.Hang(key, [.. listing.Slots.Keys.OrderBy(s => s == Listing.Main ? "" : s, StringComparer.Ordinal).Select(slot => Host(key.Seller, listing.PictureIn(slot)!, source: null))]);
        return listing;
    }

    /// <summary>One in four products comes in a second size.</summary>
    public IReadOnlyList<string> Skus(Listing product) =>
        Dice.For(world.Options.Seed, "variants", product.Key.Seller, product.Key.Sku).Below(4) == 0 ? [product.Key.Sku, $"{product.Key.Sku}-L"] : [product.Key.Sku];

    /// <summary>Gives a picture a name.</summary>
    public string Host(string seller, string pictureId, string? source)
    {
        var uri = $"tos-maliva-i-sim-us/{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}";
        shops.Add(new TikTokImage(uri, seller, pictureId, source));
        world.Touch();
        return uri;
    }

    /// <summary>What hangs there is what shoppers see, from that moment on.</summary>
    public void Show(Listing product, IReadOnlyList<string> images, DateTimeOffset at, string why)
    {
        shops.Hang(product.Key, images);
        var shown = images.Select(uri => shops.Image(uri)?.PictureId).ToList();
        foreach (var slot in product.Slots.Keys.Union(shown.Select((_, i) => Slot(i)), StringComparer.Ordinal).ToList())
        {
            var index = slot == Listing.Main ? 0 : int.Parse(slot.AsSpan(2), CultureInfo.InvariantCulture);
            var picture = index < shown.Count ? shown[index] : null;
            if (product.PictureIn(slot) != picture)
            {
                product.Show(slot, picture, at, why);
            }
        }

        product.Updated = world.Clock.Now;
        world.Settle(product, at);
    }

    /// <summary>Another picture put in the place of the first, in Seller Center.</summary>
    public void Supplant(Listing product, Picture picture) =>
        Show(product, [Host(product.Key.Seller, picture.Id, source: null), .. shops.Gallery(product.Key).Skip(1)], world.Clock.Now, "foreign");

    private static string Slot(int index) => index == 0 ? Listing.Main : string.Create(CultureInfo.InvariantCulture, $"PT{index:D2}");
}
