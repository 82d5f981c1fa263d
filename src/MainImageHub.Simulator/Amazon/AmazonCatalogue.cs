using System.Text.Json.Nodes;
using MainImageHub.Simulator.Pictures;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Amazon;

/// <summary>Finds a seller's listings, making them where nobody has looked before. Call under the world's lock.</summary>
internal sealed class AmazonCatalogue
{
    public const string Marketplace = "amazon";

    private readonly SimulatedWorld _world;
    private readonly Catalogue _catalogue;
    private readonly SellerListings _listings;

    public AmazonCatalogue(SimulatedWorld world, Catalogue catalogue)
    {
        (_world, _catalogue) = (world, catalogue);
        _listings = new(world, Marketplace, Create);
    }

    public Listing? Find(string seller, AmazonSite site, string sku) => _listings.FindSku(seller, site.Code, sku);

    public IReadOnlyList<Listing> Of(string seller, AmazonSite site) => _listings.Of(seller, site.Code);

    public int Seed(string seller, AmazonSite site, int count, double flawedShare) => _listings.Seed(seller, site.Code, count, flawedShare);

    public Listing Create(ListingKey key, Flaw flaw, int? index = null)
    {
        if (!AmazonSite.TryByCode(key.Site, out var site))
        {
            throw new ArgumentException($"Amazon has no site {key.Site}.", nameof(key));
        }

        var listing = _catalogue.Invent(key, site.Currency, flaw);
        listing.Attributes["item_name"] = Text(listing.Title, site);
        listing.Attributes["brand"] = Text(listing.Brand, site);
        listing.Attributes["condition_type"] = new JsonArray(new JsonObject { ["value"] = "new_new", ["marketplace_id"] = site.MarketplaceId });
        if (index is { } place)
        {
            // Every six form a family, so that a sibling's picture can turn up.
            listing.ParentExternalId = _world.ShortId(Marketplace, key.Seller, "family", $"{place / 6}");
        }

        _world.Add(listing);
        return listing;
    }

    public static JsonArray Text(string value, AmazonSite site) =>
        new(new JsonObject { ["value"] = value, ["language_tag"] = site.Language, ["marketplace_id"] = site.MarketplaceId });
}
