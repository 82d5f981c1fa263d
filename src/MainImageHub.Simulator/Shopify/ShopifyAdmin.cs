using System.Globalization;
using MainImageHub.Simulator.Pictures;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Shopify;

/// <summary>Products, files and galleries as a shop's own pages would change them. Call under the world's lock.</summary>
internal sealed class ShopifyAdmin(SimulatedWorld world, Catalogue catalogue, ShopifyShops shops)
{
    public const string Site = "-";

    /// <summary>What a product can have at most.</summary>
    public const int LargestGallery = 250;

    public Listing? Find(string shop, long product) =>
        world.FindOnSite(ShopifyShops.Name, Site, product.ToString(CultureInfo.InvariantCulture)) is { } listing && listing.Key.Seller == shop ? listing : null;

    /// <summary>By SKU; a product nobody has asked for yet is made, so that made-up SKUs work.</summary>
    public Listing? FindSku(string shop, string sku)
    {
        var key = new ListingKey(ShopifyShops.Name, shop, Site, sku);
        return world.TryFind(key, out var listing) ? (listing.Deleted ? null : listing)
            : Of(shop).FirstOrDefault(l => Skus(l).Contains(sku, StringComparer.Ordinal)) ?? (world.Options.CreateUnknownListings ? Create(key, Flaw.None) : null);
    }

    public IReadOnlyList<Listing> Of(string shop)
    {
        if (!world.Knows(ShopifyShops.Name, shop, Site) && world.Options.CreateUnknownListings)
        {
            Seed(shop, world.Options.NewSellerListings, world.Options.NewSellerFlawedShare);
        }

        return [.. world.Listings.Where(l => l.Key.Marketplace == ShopifyShops.Name && l.Key.Seller == shop && !l.Deleted).OrderBy(l => l.ExternalId, StringComparer.Ordinal)];
    }

    public int Seed(string shop, int count, double flawedShare)
    {
        var created = 0;
        foreach (var (index, key) in catalogue.Keys(ShopifyShops.Name, shop, Site, count).Index())
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
        var number = 1_000_000_000_000 + (long)(Dice.For(world.Options.Seed, "product", key.Seller, key.Sku).Bits() % 9_000_000_000_000);
        var listing = catalogue.Invent(key, "USD", flaw, number.ToString(CultureInfo.InvariantCulture), isPoliced: false);
        world.Add(listing);
        var gallery = shops.Gallery(key);
        foreach (var slot in listing.Slots.Keys.OrderBy(s => s == Listing.Main ? "" : s, StringComparer.Ordinal).ToList())
        {
            var file = new ShopifyFile
            {
                Number = shops.NextFile(),
                Shop = key.Seller,
                FileName = string.Create(CultureInfo.InvariantCulture, $"{Handle(listing)}-{gallery.Count + 1}.jpg"),
                Alt = listing.Title,
                CreatedAt = listing.Created,
                Status = ShopifyFileStatus.Ready,
                PictureId = listing.PictureIn(slot),
            };
            shops.Add(file);
            gallery.Add(file.Number);
        }

        return listing;
    }

    /// <summary>One in four products comes in a second size.</summary>
    public IReadOnlyList<string> Skus(Listing product) =>
        Dice.For(world.Options.Seed, "variants", product.Key.Seller, product.Key.Sku).Below(4) == 0 ? [product.Key.Sku, $"{product.Key.Sku}-L"] : [product.Key.Sku];

    public static string Handle(Listing product) => new([.. product.Key.Sku.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]);

    public IReadOnlyList<ShopifyFile> Gallery(Listing product) => [.. shops.Gallery(product.Key).Select(number => shops.File(product.Key.Seller, number)).OfType<ShopifyFile>()];

    public void Hang(Listing product, ShopifyFile file)
    {
        var gallery = shops.Gallery(product.Key);
        if (!gallery.Contains(file.Number))
        {
            gallery.Add(file.Number);
        }

        if (shops.Uploads.FirstOrDefault(u => u.File == file.Number) is { Sku: null } upload)
        {
            upload.Sku = product.Key.Sku;
        }

        Arrange(product, world.Clock.Now, "seller");
    }

    public void TakeDown(Listing product, long file)
    {
        shops.Gallery(product.Key).Remove(file);
        Arrange(product, world.Clock.Now, "seller");
    }

    public void Delete(ShopifyFile file)
    {
        shops.Remove(file);
        foreach (var product in Of(file.Shop).Where(p => shops.Gallery(p.Key).Contains(file.Number)))
        {
            TakeDown(product, file.Number);
        }

        world.Touch();
    }

    /// <summary>Another picture put first past the API, by the shop's own people or another app.</summary>
    public void Supplant(Listing product, Picture picture)
    {
        var number = shops.NextFile();
        shops.Add(new ShopifyFile
        {
            Number = number,
            Shop = product.Key.Seller,
            FileName = string.Create(CultureInfo.InvariantCulture, $"{Handle(product)}-{number}.jpg"),
            CreatedAt = world.Clock.Now,
            Status = ShopifyFileStatus.Ready,
            PictureId = picture.Id,
        });
        shops.Gallery(product.Key).Insert(0, number);
        Arrange(product, world.Clock.Now, "foreign");
    }

    public ShopifyJob Order(Listing product, IReadOnlyList<ShopifyMove> moves)
    {
        var late = world.Misbehave(MischiefKind.DelayLive, product.Key)?.Minutes ?? 0;
        var delay = world.Options.LiveDelay + TimeSpan.FromMinutes(late);
        var job = new ShopifyJob
        {
            Id = Guid.CreateVersion7().ToString(),
            Product = product.Key,
            Moves = moves,
            DueAt = world.Clock.RealNow + (world.Options.ProcessingDelay / 2),
            ShowAt = delay > TimeSpan.Zero ? world.Clock.Now + delay : null,
        };
        shops.Add(job);
        world.Touch();
        return job;
    }

    /// <summary>Carries out what is due.</summary>
    public void CarryOut()
    {
        foreach (var job in shops.Jobs.Where(j => !j.Done && j.DueAt <= world.Clock.RealNow && (j.ShowAt is null || j.ShowAt <= world.Clock.Now)))
        {
            job.Done = true;
            world.Touch();
            if (!world.TryFind(job.Product, out var product) || world.Misbehave(MischiefKind.NeverShow, job.Product) is not null)
            {
                continue;
            }

            var gallery = shops.Gallery(job.Product);
            foreach (var move in job.Moves.Where(m => gallery.Remove(m.File)))
            {
                gallery.Insert(Math.Min(move.Position, gallery.Count), move.File);
            }

            Arrange(product, job.ShowAt ?? world.Clock.Now, "seller");
            if (world.Misbehave(MischiefKind.OtherContributorWins, job.Product) is not null)
            {
                Supplant(product, catalogue.Foreign(product, job.Id));
            }
        }
    }

    /// <summary>What hangs there is what shoppers see, from that moment on.</summary>
    private void Arrange(Listing product, DateTimeOffset at, string why)
    {
        var shown = Gallery(product).Select(f => f.PictureId).ToList();
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

    private static string Slot(int index) => index == 0 ? Listing.Main : string.Create(CultureInfo.InvariantCulture, $"PT{index:D2}");
}
