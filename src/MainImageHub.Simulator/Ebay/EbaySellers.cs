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
internal sealed class EbaySellers(SimulatedWorld world, Catalogue catalogue, EbayAccounts accounts)
{
    private static readonly TimeSpan UnusedLast = TimeSpan.FromDays(30);

    /// <summary>The item of a SKU; one that nobody has asked for yet is made, and offered on that site, so that made-up SKUs work.</summary>
    public EbayItem? Find(string seller, string sku, EbaySite site)
    {
        if (accounts.Item(seller, sku) is { } item)
        {
            return Offers(seller, sku).Count > 0 ? item : null;
        }

        if (!world.Options.CreateUnknownListings)
        {
            return null;
        }

        Create(new ListingKey(EbayAccounts.Name, seller, site.Code, sku), site, Flaw.None);
        return accounts.Item(seller, sku);
    }

    /// <summary>All items of an account; one never seen is given a catalogue on the site it asks from.</summary>
    public IReadOnlyList<EbayItem> Of(string seller, EbaySite site)
    {
        var known = world.Listings.Where(l => IsOf(l, seller)).ToList();
        if (known.Count == 0 && world.Options.CreateUnknownListings)
        {
            Seed(seller, site, world.Options.NewSellerListings, world.Options.NewSellerFlawedShare);
            known = [.. world.Listings.Where(l => IsOf(l, seller))];
        }

        return [.. known.Select(l => l.Key.Sku).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(sku => accounts.Item(seller, sku)).OfType<EbayItem>()];
    }

    /// <summary>What is sold under a SKU, on whatever sites.</summary>
    public IReadOnlyList<Listing> Offers(string seller, string sku) => [.. world.Listings.Where(l => IsOf(l, seller) && l.Key.Sku == sku)];

    public int Seed(string seller, EbaySite site, int count, double flawedShare)
    {
        var created = 0;
        foreach (var (index, key) in catalogue.Keys(EbayAccounts.Name, seller, site.Code, count).Index())
        {
            if (!world.TryFind(key, out _))
            {
                Create(key, site, Catalogue.FlawOf(index, count, flawedShare));
                created++;
            }
        }

        return created;
    }

    /// <summary>A new picture at the picture service. Each time another one, though the bytes be the same.</summary>
    public EbayImage Make(Picture picture, string? source)
    {
        var image = new EbayImage(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)), picture.Id, source, world.Clock.Now + UnusedLast);
        accounts.Add(image);
        world.Touch();
        return image;
    }

    /// <summary>Null where it never was, or hung nowhere for too long.</summary>
    public EbayImage? Image(string id) => accounts.Image(id) is { } image && (image.ExpiresAt > world.Clock.Now || accounts.Hangs(id)) ? image : null;

    /// <summary>An item replaced as its seller wants it: at once, later, or not at all.</summary>
    public void Replace(EbayItem item, string locale, JsonObject fields, List<string> images)
    {
        var today = DateOnly.FromDateTime(world.Clock.Now.UtcDateTime);
        (item.Revisions, item.RevisedOn) = (item.RevisedOn == today ? item.Revisions + 1 : 1, today);
        var offers = Offers(item.Seller, item.Sku);
        var shadowed = offers.Any(l => world.Misbehave(MischiefKind.NeverShow, l.Key) is not null);
        var delay = world.Options.LiveDelay + TimeSpan.FromMinutes(offers.Select(l => world.Misbehave(MischiefKind.DelayLive, l.Key)?.Minutes ?? 0).DefaultIfEmpty().Max());
        if (images.Count > 0 && accounts.Image(images[0]) is { Source: { } source })
        {
            accounts.Add(new EbayPush(item.Seller, item.Sku, source, shadowed ? "shadowed" : delay > TimeSpan.Zero ? "processed" : "live"));
        }

        world.Touch();
        if (shadowed)
        {
            return;
        }

        var change = new EbayChange(item.Seller, item.Sku, locale, fields, images, world.Clock.Now + delay);
        if (delay > TimeSpan.Zero)
        {
            accounts.Add(change);
            return;
        }

        Apply(change);
        if (offers.FirstOrDefault(l => world.Misbehave(MischiefKind.OtherContributorWins, l.Key) is not null) is { } listing)
        {
            Supplant(listing, catalogue.Foreign(listing, images.FirstOrDefault() ?? "none"));
        }
    }

    /// <summary>Shows what is due.</summary>
    public void CarryOut()
    {
        foreach (var change in accounts.Changes.Where(c => c.ShowAt <= world.Clock.Now).ToList())
        {
            accounts.Remove(change);
            Apply(change);
        }
    }

    /// <summary>Another picture put first past this app, by the seller's own people or another tool.</summary>
    public void Supplant(Listing listing, Picture picture)
    {
        if (accounts.Item(listing.Key.Seller, listing.Key.Sku) is { } item)
        {
            item.Images = [Make(picture, source: null).Id, .. item.Images.Skip(1)];
            Arrange(item, world.Clock.Now, "foreign");
        }
    }

    /// <summary>What reading an item says hangs there: its own pictures, or by order another listing's.</summary>
    public IReadOnlyList<string> ShownImages(EbayItem item)
    {
        var sibling = Offers(item.Seller, item.Sku).Any(l => world.Misbehave(MischiefKind.ShowSibling, l.Key) is not null)
            ? world.Listings.Where(l => IsOf(l, item.Seller) && l.Key.Sku != item.Sku).OrderBy(l => l.Key.Sku, StringComparer.Ordinal).FirstOrDefault()
            : null;
        return sibling is not null && accounts.Item(item.Seller, sibling.Key.Sku) is { } other ? other.Images : item.Images;
    }

    private void Apply(EbayChange change)
    {
        if (accounts.Item(change.Seller, change.Sku) is not { } item)
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

    private void Create(ListingKey key, EbaySite site, Flaw flaw)
    {
        var number = 100_000_000_000 + (long)(Dice.For(world.Options.Seed, "item", key.Seller, key.Site, key.Sku).Bits() % 800_000_000_000);
        var listing = catalogue.Invent(key, site.Currency, flaw, number.ToString(CultureInfo.InvariantCulture), isPoliced: false);
        world.Add(listing);
        if (accounts.Item(key.Seller, key.Sku) is { } known)
        {
            // Sold on a second site: under the same item, with its pictures.
            Arrange(known, listing.Created, "seller");
            return;
        }

        accounts.Add(new EbayItem
        {
            Seller = key.Seller,
            Sku = key.Sku,
            Locale = site.Locale,
            Fields = Fields(listing),
            Images = [.. listing.Slots.Keys.OrderBy(s => s == Listing.Main ? "" : s, StringComparer.Ordinal).Select(slot => Make(world.Picture(listing.PictureIn(slot))!, source: null).Id)],
        });
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
        var shown = item.Images.Select(id => accounts.Image(id)?.PictureId).ToList();
        foreach (var listing in Offers(item.Seller, item.Sku))
        {
            foreach (var slot in listing.Slots.Keys.Union(shown.Select((_, i) => Slot(i)), StringComparer.Ordinal).ToList())
            {
                var index = slot == Listing.Main ? 0 : int.Parse(slot.AsSpan(2), CultureInfo.InvariantCulture);
                var picture = index < shown.Count ? shown[index] : null;
                if (listing.PictureIn(slot) != picture)
                {
                    listing.Show(slot, picture, at, why);
                }
            }

            listing.Updated = world.Clock.Now;
            world.Settle(listing, at);
        }

        world.Touch();
    }

    private static bool IsOf(Listing listing, string seller) => listing.Key.Marketplace == EbayAccounts.Name && listing.Key.Seller == seller && !listing.Deleted;

    private static string Slot(int index) => index == 0 ? Listing.Main : string.Create(CultureInfo.InvariantCulture, $"PT{index:D2}");
}
