using MainImageHub.Simulator.Pictures;

namespace MainImageHub.Simulator.World;

/// <summary>Invents what a real seller would already have: a title, a price, a picture that has been live for months.</summary>
internal sealed class Catalogue(SimulatedWorld world, PictureLibrary pictures)
{
    private static readonly string[] Brands = ["Norvale", "Kestrel & Pine", "Lumora", "Hearthwick", "Tidal Goods", "Orrin"];
    private static readonly string[] Qualities = ["Everyday", "Classic", "Compact", "Studio", "Travel", "Premium"];

    private static readonly Dictionary<string, (string Noun, string ProductType)> Kinds = new(StringComparer.Ordinal)
    {
        ["bottle"] = ("Water Bottle 750 ml", "BOTTLE"),
        ["mug"] = ("Ceramic Mug 350 ml", "DRINKING_CUP"),
        ["lamp"] = ("Table Lamp", "LAMP"),
        ["headphones"] = ("Wireless Headphones", "HEADPHONES"),
        ["speaker"] = ("Bluetooth Speaker", "SPEAKERS"),
        ["backpack"] = ("Backpack 20 l", "BACKPACK"),
        ["watch"] = ("Wrist Watch", "WATCH"),
        ["ball"] = ("Training Ball Size 5", "SPORTING_GOODS"),
    };

    /// <summary>
    /// A listing as the world gives it on first contact. The same key is always the same listing, and the same SKU the same goods whoever sells them:
    /// the hub goes by the SKU. Each seller has photographed them for itself.
    /// </summary>
    public Listing Invent(ListingKey key, string currency, Flaw flaw = Flaw.None, string? externalId = null, bool isPoliced = true)
    {
        var seed = world.Options.Seed;
        var dice = Dice.For(seed, "goods", key.Sku);
        var thrown = ProductPainter.Products[dice.Below(ProductPainter.Products.Count)];
        // A SKU that says what it is, is that.
        var product = ProductPainter.Products.FirstOrDefault(kind => key.Sku.Contains(kind, StringComparison.OrdinalIgnoreCase), thrown);
        var brand = dice.Pick<string>(Brands);
        var (noun, productType) = Kinds[product];
        var now = world.Clock.Now;
        var listing = new Listing
        {
            Key = key,
            ExternalId = externalId ?? world.ShortId(key.Marketplace, key.Seller, key.Sku),
            IsPoliced = isPoliced,
            Title = $"{brand} {dice.Pick<string>(Qualities)} {noun}, {ProductPainter.ColourName(key.Sku)}",
            Brand = brand,
            ProductType = productType,
            Price = Math.Round((decimal)dice.Between(9, 79)) - 0.01m,
            Currency = currency,
            Created = now.AddDays(-world.Options.HistoryDays),
            Updated = now,
        };
        Hang(listing, Listing.Main, new Drawing(product, Variation(key), flaw));
        Hang(listing, "PT01", new Drawing(product, $"{Variation(key)}#2", Flaw.None));
        return listing;
    }

    /// <summary>A picture some other seller of the product might have sent.</summary>
    public Picture Foreign(Listing listing, string variation) =>
        world.Add(pictures.Draw(new Drawing(ProductPainter.Products[Dice.For(listing.ExternalId).Below(ProductPainter.Products.Count)], $"foreign/{listing.ExternalId}/{variation}", Flaw.None)));

    private static string Variation(ListingKey key) => $"{key.Sku}#{key.Seller}";

    private void Hang(Listing listing, string slot, Drawing drawing) =>
        listing.Show(slot, world.Add(pictures.Draw(drawing)).Id, listing.Created, "seller");
}
