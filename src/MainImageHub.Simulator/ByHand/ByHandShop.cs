using System.Globalization;
using MainImageHub.Simulator.Pictures;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.ByHand;

/// <summary>
/// A marketplace without an API: it has pages for shoppers, and a person hangs the pictures, whom the control API plays. Its items are nobody's
/// in particular; one that is asked for by an id nobody has seen yet is there.
/// </summary>
internal sealed class ByHandShop : ISimulatedMarketplace
{
    /// <summary>Of whom the control API speaks.</summary>
    public const string Seller = "public";

    private readonly SimulatedWorld _world;
    private readonly Catalogue _catalogue;
    private readonly SellerListings _listings;

    public ByHandShop(string marketplace, SimulatedWorld world, Catalogue catalogue)
    {
        (Marketplace, _world, _catalogue) = (marketplace, world, catalogue);
        _listings = new(world, marketplace, Create);
    }

    public string Marketplace { get; }

    public int? Seed(string seller, string site, int count, double flawedShare) => _listings.Seed(seller, site, count, flawedShare);

    /// <summary>Whatever its site is: a page's address does not say.</summary>
    public Listing? Find(string item) => _world.Listings.FirstOrDefault(l => l.Key.Marketplace == Marketplace && l.ExternalId == item && !l.Deleted) ?? _listings.FindSku(Seller, "-", item);

    public void Hang(Listing listing, string slot, Picture picture)
    {
        listing.Show(slot, picture.Id, _world.Clock.Now, "seller");
        _world.Settle(listing, _world.Clock.Now);
    }

    /// <summary>Nobody pushes there.</summary>
    public IEnumerable<CountedPush> Pushes() => [];

    public void ExpireTokens()
    {
        // Nobody signs in either.
    }

    public void Clear()
    {
        // All of it is the world's.
    }

    private Listing Create(ListingKey key, Flaw flaw, int? index)
    {
        // Asked for by its id, that is its id; one of a catalogue has a number.
        var id = index is null ? key.Sku : (100_000_000 + (long)(Dice.For(_world.Options.Seed, Marketplace, key.Seller, key.Site, key.Sku).Bits() % 900_000_000)).ToString(CultureInfo.InvariantCulture);
        var listing = _catalogue.Invent(key, "USD", flaw, id, isPoliced: false);
        _world.Add(listing);
        return listing;
    }
}
