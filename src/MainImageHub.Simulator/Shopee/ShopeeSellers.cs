using System.Collections.Frozen;
using System.Security.Cryptography;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Shopee;

/// <summary>Items and their galleries. A seller is a shop, by its number, and sells in one country. Call under the world's lock.</summary>
internal sealed class ShopeeSellers(SimulatedWorld world, Catalogue catalogue, ShopeeShops shops) : HostedCatalogue<ShopeeShops>(world, catalogue, shops, (20_000_000_000, 70_000_000_000))
{
    public const int MostPictures = 9;

    /// <summary>Where a shop sells that nobody has seen yet.</summary>
    private const string UsualRegion = "SG";

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

    public string RegionOf(string shop) => Currencies.Keys.FirstOrDefault(region => World.Knows(ShopeeShops.Name, shop, region)) ?? UsualRegion;

    public Listing? Find(string shop, string item) => Listings.Find(shop, RegionOf(shop), item);

    public IReadOnlyList<Listing> Of(string shop) => InOrder(shop, RegionOf(shop));

    /// <summary>By SKU, and what merely has it in its own.</summary>
    public IReadOnlyList<Listing> Search(string shop, string sku)
    {
        var exact = Listings.FindAnySku(shop, RegionOf(shop), sku);
        return [.. Of(shop).Where(item => item == exact || Skus(item).Any(own => own.Contains(sku, StringComparison.OrdinalIgnoreCase)))];
    }

    /// <summary>An item changed as its seller wants it: at once, later, or not at all.</summary>
    public void Change(Listing item, IReadOnlyList<string> images, string title)
    {
        var shadowed = World.Misbehave(MischiefKind.NeverShow, item.Key) is not null;
        var delay = World.Options.LiveDelay + TimeSpan.FromMinutes(World.Misbehave(MischiefKind.DelayLive, item.Key)?.Minutes ?? 0);
        var change = new ShopeeChange(item.Key, [.. images], title, Shops.NextNumber(), World.Clock.Now + delay);
        Shops.Count(change, shadowed ? "shadowed" : "processed");
        World.Touch();
        if (shadowed)
        {
            return;
        }

        if (delay > TimeSpan.Zero)
        {
            Shops.Add(change);
        }
        else
        {
            Apply(change);
        }
    }

    /// <summary>Shows what is due.</summary>
    public void CarryOut()
    {
        foreach (var change in Shops.Changes.Where(c => c.ShowAt <= World.Clock.Now).ToList())
        {
            Shops.Remove(change);
            Apply(change);
        }
    }

    protected override string CurrencyOf(string site) => Currencies[site];

    protected override string NewId(string pictureId, string? source) => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private void Apply(ShopeeChange change)
    {
        if (!World.TryFind(change.Item, out var item) || item.Deleted)
        {
            Shops.Note(change.Number, "gone");
            return;
        }

        item.Title = change.Title;
        Show(item, change.Images, change.ShowAt, "seller");
        Shops.Note(change.Number, "live");
        if (World.Misbehave(MischiefKind.OtherContributorWins, item.Key) is not null)
        {
            SupplantByForeign(item, change.Number);
        }
    }
}
