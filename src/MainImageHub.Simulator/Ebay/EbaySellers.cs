using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MainImageHub.Simulator.Pictures;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Ebay;

/// <summary>
/// A seller's listings and the inventory items under them. An item is the account's, one per SKU; what is sold under it on a site is a listing, and
/// all of them show the item's pictures. Call under the world's lock.
/// </summary>
internal sealed class EbaySellers
{
    private static readonly TimeSpan UnusedLast = TimeSpan.FromDays(30);

    private readonly SimulatedWorld _world;
    private readonly Catalogue _catalogue;
    private readonly EbayAccounts _accounts;
    private readonly SellerListings _listings;

    public EbaySellers(SimulatedWorld world, Catalogue catalogue, EbayAccounts accounts)
    {
        (_world, _catalogue, _accounts) = (world, catalogue, accounts);
        _listings = new(world, EbayAccounts.Name, Create);
    }

    /// <summary>The item of a SKU; one that nobody has asked for yet is made, and offered on that site, so that made-up SKUs work.</summary>
    public EbayItem? Find(string seller, string sku, EbaySite site)
    {
        if (_accounts.Item(seller, sku) is { } item)
        {
            return Offers(seller, sku).Count > 0 ? item : null;
        }

        return _listings.FindSku(seller, site.Code, sku) is null ? null : _accounts.Item(seller, sku);
    }

    /// <summary>All items of an account; one never seen is given a catalogue on the site it asks from.</summary>
    public IReadOnlyList<EbayItem> Of(string seller, EbaySite site)
    {
        var known = _world.Listings.Where(l => IsOf(l, seller)).ToList();
        if (known.Count == 0)
        {
            _listings.SeedUnknown(seller, site.Code);
            known = [.. _world.Listings.Where(l => IsOf(l, seller))];
        }

        return [.. known.Select(l => l.Key.Sku).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(sku => _accounts.Item(seller, sku)).OfType<EbayItem>()];
    }

    /// <summary>What is sold under a SKU, on whatever sites.</summary>
    public IReadOnlyList<Listing> Offers(string seller, string sku) => [.. _world.Listings.Where(l => IsOf(l, seller) && l.Key.Sku == sku)];

    public int Seed(string seller, EbaySite site, int count, double flawedShare) => _listings.Seed(seller, site.Code, count, flawedShare);

    /// <summary>A new picture at the picture service. Each time another one, though the bytes be the same.</summary>
    public EbayImage Make(Picture picture, string? source)
    {
        var image = new EbayImage(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)), picture.Id, source, _world.Clock.Now + UnusedLast);
        _accounts.Add(image);
        _world.Touch();
        return image;
    }

    /// <summary>Null where it never was, or hung nowhere for too long.</summary>
    public EbayImage? Image(string id) => _accounts.Image(id) is { } image && (image.ExpiresAt > _world.Clock.Now || _accounts.Hangs(id)) ? image : null;

    /// <summary>An item replaced as its seller wants it: at once, later, or not at all.</summary>
    public void Replace(EbayItem item, string locale, JsonObject fields, List<string> images)
    {
        var today = DateOnly.FromDateTime(_world.Clock.Now.UtcDateTime);
        (item.Revisions, item.RevisedOn) = (item.RevisedOn == today ? item.Revisions + 1 : 1, today);
        var offers = Offers(item.Seller, item.Sku);
        var shadowed = offers.Any(l => _world.Misbehave(MischiefKind.NeverShow, l.Key) is not null);
        var delay = _world.Options.LiveDelay + TimeSpan.FromMinutes(offers.Select(l => _world.Misbehave(MischiefKind.DelayLive, l.Key)?.Minutes ?? 0).DefaultIfEmpty().Max());
        if (images.Count > 0 && _accounts.Image(images[0]) is { Source: { } source })
        {
            _accounts.Add(new EbayPush(item.Seller, item.Sku, source, shadowed ? "shadowed" : delay > TimeSpan.Zero ? "processed" : "live"));
        }

        _world.Touch();
        if (shadowed)
        {
            return;
        }

        var change = new EbayChange(item.Seller, item.Sku, locale, fields, images, _world.Clock.Now + delay);
        if (delay > TimeSpan.Zero)
        {
            _accounts.Add(change);
            return;
        }

        Apply(change);
        if (offers.FirstOrDefault(l => _world.Misbehave(MischiefKind.OtherContributorWins, l.Key) is not null) is { } listing)
        {
            Supplant(listing, _catalogue.Foreign(listing, images.FirstOrDefault() ?? "none"));
        }
    }

    /// <summary>Shows what is due.</summary>
    public void CarryOut()
    {
        foreach (var change in _accounts.Changes.Where(c => c.ShowAt <= _world.Clock.Now).ToList())
        {
            _accounts.Remove(change);
            Apply(change);
        }
    }

    /// <summary>Another picture put first past this app, by the seller's own people or another tool.</summary>
    public void Supplant(Listing listing, Picture picture)
    {
        if (_accounts.Item(listing.Key.Seller, listing.Key.Sku) is { } item)
        {
            item.Images = [Make(picture, source: null).Id, .. item.Images.Skip(1)];
            Arrange(item, _world.Clock.Now, "foreign");
        }
    }

    /// <summary>What reading an item says hangs there: its own pictures, or by order another listing's.</summary>
    public IReadOnlyList<string> ShownImages(EbayItem item)
    {
        var sibling = Offers(item.Seller, item.Sku).Any(l => _world.Misbehave(MischiefKind.ShowSibling, l.Key) is not null)
            ? _world.Listings.Where(l => IsOf(l, item.Seller) && l.Key.Sku != item.Sku).OrderBy(l => l.Key.Sku, StringComparer.Ordinal).FirstOrDefault()
            : null;
        return sibling is not null && _accounts.Item(item.Seller, sibling.Key.Sku) is { } other ? other.Images : item.Images;
    }

    private void Apply(EbayChange change)
    {
        if (_accounts.Item(change.Seller, change.Sku) is not { } item)
        {
            return;
        }

        (item.Locale, item.Fields, item.Images) = (change.Locale, change.Fields, change.Images);
        foreach (var listing in Offers(item.Seller, item.Sku))
        {
            listing.Title = (string?)item.Fields["product"]?["title"] ?? listing.Title;
        }

        Arrange(item, change.ShowAt, "seller");
    }

    private Listing Create(ListingKey key, Flaw flaw, int? index)
    {
        if (!EbaySite.TryByCode(key.Site, out var site))
        {
            throw new ArgumentException($"eBay has no site {key.Site}.", nameof(key));
        }

        var number = 100_000_000_000 + (long)(Dice.For(_world.Options.Seed, "item", key.Seller, key.Site, key.Sku).Bits() % 800_000_000_000);
        var listing = _catalogue.Invent(key, site.Currency, flaw, number.ToString(CultureInfo.InvariantCulture), isPoliced: false);
        _world.Add(listing);
        if (_accounts.Item(key.Seller, key.Sku) is { } known)
        {
            // Sold on a second site: under the same item, with its pictures.
            Arrange(known, listing.Created, "seller");
            return listing;
        }

        _accounts.Add(new EbayItem
        {
            Seller = key.Seller,
            Sku = key.Sku,
            Locale = site.Locale,
            Fields = Fields(listing),
            Images = [.. listing.SlotsInOrder.Select(slot => Make(_world.Picture(listing.PictureIn(slot))!, source: null).Id)],
        });
        return listing;
    }

    private static JsonObject Fields(Listing listing) => new()
    {
        ["availability"] = new JsonObject { ["shipToLocationAvailability"] = new JsonObject { ["quantity"] = 25 } },
        ["condition"] = "NEW",
        ["packageWeightAndSize"] = new JsonObject
        {
            ["dimensions"] = new JsonObject { ["length"] = 12.50m, ["width"] = 8.0m, ["height"] = 4.25m, ["unit"] = "INCH" },
            ["weight"] = new JsonObject { ["value"] = 1.40m, ["unit"] = "POUND" },
        },
        ["product"] = new JsonObject
        {
            ["title"] = listing.Title,
            ["description"] = $"<p>{listing.Title}. New, in its box &amp; shipped the same day.</p>",
            ["brand"] = listing.Brand,
            ["mpn"] = $"MPN-{listing.Key.Sku}",
            ["aspects"] = new JsonObject { ["Brand"] = new JsonArray(listing.Brand), ["Type"] = new JsonArray(listing.ProductType), ["Colour"] = new JsonArray("Blue", "Silver") },
        },
    };

    /// <summary>What hangs there is what shoppers see, from that moment on, on every site.</summary>
    private void Arrange(EbayItem item, DateTimeOffset at, string why)
    {
        var shown = item.Images.Select(id => _accounts.Image(id)?.PictureId).ToList();
        foreach (var listing in Offers(item.Seller, item.Sku))
        {
            _world.Arrange(listing, shown, at, why);
        }

        _world.Touch();
    }

    private static bool IsOf(Listing listing, string seller) => listing.Key.Marketplace == EbayAccounts.Name && listing.Key.Seller == seller && !listing.Deleted;
}
