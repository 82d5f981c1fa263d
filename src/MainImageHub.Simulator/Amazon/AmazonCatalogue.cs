using System.Text.Json.Nodes;
using MainImageHub.Simulator.Pictures;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Amazon;

/// <summary>Finds a seller's listings, making them where nobody has looked before. Call under the world's lock.</summary>
internal sealed class AmazonCatalogue(SimulatedWorld world, Catalogue catalogue)
{
    public const string Marketplace = "amazon";

    public Listing? Find(string seller, AmazonSite site, string sku)
    {
        var key = new ListingKey(Marketplace, seller, site.Code, sku);
        if (world.TryFind(key, out var listing))
        {
            return listing.Deleted ? null : listing;
        }

        return world.Options.CreateUnknownListings ? Create(key, site, Flaw.None) : null;
    }

    public IReadOnlyList<Listing> Of(string seller, AmazonSite site)
    {
        if (!world.Knows(Marketplace, seller, site.Code) && world.Options.CreateUnknownListings)
        {
            Seed(seller, site, world.Options.NewSellerListings, world.Options.NewSellerFlawedShare);
        }

        return [.. world.Listings.Where(l => l.Key.Marketplace == Marketplace && l.Key.Seller == seller && l.Key.Site == site.Code && !l.Deleted)];
    }

    public int Seed(string seller, AmazonSite site, int count, double flawedShare)
    {
        var created = 0;
        foreach (var (index, key) in catalogue.Keys(Marketplace, seller, site.Code, count).Index())
        {
            if (!world.TryFind(key, out _))
            {
                var listing = Create(key, site, Catalogue.FlawOf(index, count, flawedShare));
                // Every six form a family, so that a sibling's picture can turn up.
                listing.ParentExternalId = world.ShortId(Marketplace, seller, "family", $"{index / 6}");
                created++;
            }
        }

        return created;
    }

    public Listing Create(ListingKey key, AmazonSite site, Flaw flaw)
    {
        var listing = catalogue.Invent(key, site.Currency, flaw);
        listing.Attributes["item_name"] = Text(listing.Title, site);
        listing.Attributes["brand"] = Text(listing.Brand, site);
        listing.Attributes["condition_type"] = new JsonArray(new JsonObject { ["value"] = "new_new", ["marketplace_id"] = site.MarketplaceId });
        world.Add(listing);
        return listing;
    }

    public static JsonArray Text(string value, AmazonSite site) =>
        new(new JsonObject { ["value"] = value, ["language_tag"] = site.Language, ["marketplace_id"] = site.MarketplaceId });
}
