using System.Globalization;
using MainImageHub.Simulator.Pictures;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Shopify;

/// <summary>Products, files and galleries as a shop's own pages would change them. Call under the world's lock.</summary>
internal sealed class ShopifyAdmin
{
    public const string Site = "-";

    /// <summary>What a product can have at most.</summary>
    public const int LargestGallery = 250;

    private readonly SimulatedWorld _world;
    private readonly Catalogue _catalogue;
    private readonly ShopifyShops _shops;
    private readonly SellerListings _listings;

    public ShopifyAdmin(SimulatedWorld world, Catalogue catalogue, ShopifyShops shops)
    {
        (_world, _catalogue, _shops) = (world, catalogue, shops);
        _listings = new(world, ShopifyShops.Name, Create);
    }

    public Listing? Find(string shop, long product) => _listings.Find(shop, Site, product.ToString(CultureInfo.InvariantCulture));

    public Listing? FindSku(string shop, string sku) => _listings.FindAnySku(shop, Site, sku);

    public IReadOnlyList<Listing> Of(string shop) => [.. _listings.Of(shop, Site).OrderBy(l => l.ExternalId, StringComparer.Ordinal)];

    public int Seed(string shop, int count, double flawedShare) => _listings.Seed(shop, Site, count, flawedShare);

    public IReadOnlyList<string> Skus(Listing product) => _listings.Skus(product);

    public static string Handle(Listing product) => new([.. product.Key.Sku.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]);

    public IReadOnlyList<ShopifyFile> Gallery(Listing product) => [.. _shops.Gallery(product.Key).Select(number => _shops.File(product.Key.Seller, number)).OfType<ShopifyFile>()];

    public void Hang(Listing product, ShopifyFile file)
    {
        var gallery = _shops.Gallery(product.Key);
        if (!gallery.Contains(file.Number))
        {
            gallery.Add(file.Number);
        }

        if (_shops.Uploads.FirstOrDefault(u => u.File == file.Number) is { Sku: null } upload)
        {
            upload.Sku = product.Key.Sku;
        }

        Arrange(product, _world.Clock.Now, "seller");
    }

    public void TakeDown(Listing product, long file)
    {
        _shops.Gallery(product.Key).Remove(file);
        Arrange(product, _world.Clock.Now, "seller");
    }

    public void Delete(ShopifyFile file)
    {
        _shops.Remove(file);
        foreach (var product in Of(file.Shop).Where(p => _shops.Gallery(p.Key).Contains(file.Number)))
        {
            TakeDown(product, file.Number);
        }

        _world.Touch();
    }

    /// <summary>Another picture put first past the API, by the shop's own people or another app.</summary>
    public void Supplant(Listing product, Picture picture)
    {
        var number = _shops.NextFile();
        _shops.Add(new ShopifyFile
        {
            Number = number,
            Shop = product.Key.Seller,
            FileName = string.Create(CultureInfo.InvariantCulture, $"{Handle(product)}-{number}.jpg"),
            CreatedAt = _world.Clock.Now,
            Status = ShopifyFileStatus.Ready,
            PictureId = picture.Id,
        });
        _shops.Gallery(product.Key).Insert(0, number);
        Arrange(product, _world.Clock.Now, "foreign");
    }

    public ShopifyJob Order(Listing product, IReadOnlyList<ShopifyMove> moves)
    {
        var late = _world.Misbehave(MischiefKind.DelayLive, product.Key)?.Minutes ?? 0;
        var delay = _world.Options.LiveDelay + TimeSpan.FromMinutes(late);
        var job = new ShopifyJob
        {
            Id = Guid.CreateVersion7().ToString(),
            Product = product.Key,
            Moves = moves,
            DueAt = _world.Clock.RealNow + (_world.Options.ProcessingDelay / 2),
            ShowAt = delay > TimeSpan.Zero ? _world.Clock.Now + delay : null,
        };
        _shops.Add(job);
        _world.Touch();
        return job;
    }

    /// <summary>Carries out what is due.</summary>
    public void CarryOut()
    {
        foreach (var job in _shops.Jobs.Where(j => !j.Done && j.DueAt <= _world.Clock.RealNow && (j.ShowAt is null || j.ShowAt <= _world.Clock.Now)))
        {
            job.Done = true;
            _world.Touch();
            if (!_world.TryFind(job.Product, out var product) || _world.Misbehave(MischiefKind.NeverShow, job.Product) is not null)
            {
                continue;
            }

            var gallery = _shops.Gallery(job.Product);
            foreach (var move in job.Moves.Where(m => gallery.Remove(m.File)))
            {
                gallery.Insert(Math.Min(move.Position, gallery.Count), move.File);
            }

            Arrange(product, job.ShowAt ?? _world.Clock.Now, "seller");
            if (_world.Misbehave(MischiefKind.OtherContributorWins, job.Product) is not null)
            {
                Supplant(product, _catalogue.Foreign(product, job.Id));
            }
        }
    }

    private Listing Create(ListingKey key, Flaw flaw, int? index)
    {
        var number = 1_000_000_000_000 + (long)(Dice.For(_world.Options.Seed, "product", key.Seller, key.Sku).Bits() % 9_000_000_000_000);
        var listing = _catalogue.Invent(key, "USD", flaw, number.ToString(CultureInfo.InvariantCulture), isPoliced: false);
        _world.Add(listing);
        var gallery = _shops.Gallery(key);
        foreach (var slot in listing.SlotsInOrder)
        {
            var file = new ShopifyFile
            {
                Number = _shops.NextFile(),
                Shop = key.Seller,
                FileName = string.Create(CultureInfo.InvariantCulture, $"{Handle(listing)}-{gallery.Count + 1}.jpg"),
                Alt = listing.Title,
                CreatedAt = listing.Created,
                Status = ShopifyFileStatus.Ready,
                PictureId = listing.PictureIn(slot),
            };
            _shops.Add(file);
            gallery.Add(file.Number);
        }

        return listing;
    }

    private void Arrange(Listing product, DateTimeOffset at, string why) => _world.Arrange(product, [.. Gallery(product).Select(f => f.PictureId)], at, why);
}
