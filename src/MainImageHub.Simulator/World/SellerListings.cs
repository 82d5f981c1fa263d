using MainImageHub.Simulator.Pictures;

namespace MainImageHub.Simulator.World;

/// <summary>Makes a listing that nobody has asked for yet, in one marketplace's way.</summary>
/// <param name="key">Of which seller, where.</param>
/// <param name="flaw">The rule its picture breaks.</param>
/// <param name="index">Its place in a new seller's catalogue; null where it was asked for by its SKU.</param>
internal delegate Listing NewListing(ListingKey key, Flaw flaw, int? index);

/// <summary>
/// What sellers have at one marketplace. A seller never seen is given a catalogue and a SKU never seen a listing, so that made-up credentials and SKUs
/// work. Call under the world's lock.
/// </summary>
internal sealed class SellerListings(SimulatedWorld world, string marketplace, NewListing make)
{
    private static readonly Flaw[] Flaws = [Flaw.GreyBackground, Flaw.SmallProduct, Flaw.Badge, Flaw.TooSmall];

    public Listing? Find(string seller, string site, string externalId) =>
        world.FindOnSite(marketplace, site, externalId) is { } listing && listing.Key.Seller == seller ? listing : null;

    public Listing? FindSku(string seller, string site, string sku)
    {
        var key = new ListingKey(marketplace, seller, site, sku);
        return world.TryFind(key, out var listing) ? (listing.Deleted ? null : listing) : Unknown(key);
    }

    /// <summary>The same where a listing sells several SKUs.</summary>
    public Listing? FindAnySku(string seller, string site, string sku)
    {
        var key = new ListingKey(marketplace, seller, site, sku);
        return world.TryFind(key, out var listing) ? (listing.Deleted ? null : listing)
            : Of(seller, site).FirstOrDefault(each => Skus(each).Contains(sku, StringComparer.Ordinal)) ?? Unknown(key);
    }

    /// <summary>In the order in which they were made.</summary>
    public IReadOnlyList<Listing> Of(string seller, string site)
    {
        if (!world.Knows(marketplace, seller, site))
        {
            SeedUnknown(seller, site);
        }

        return [.. world.Listings.Where(l => l.Key.Marketplace == marketplace && l.Key.Seller == seller && l.Key.Site == site && !l.Deleted)];
    }

    /// <summary>The catalogue of a seller who was never seen there.</summary>
    public void SeedUnknown(string seller, string site)
    {
        if (world.Options.CreateUnknownListings)
        {
            Seed(seller, site, world.Options.NewSellerListings, world.Options.NewSellerFlawedShare);
        }
    }

    /// <summary>A whole catalogue, SKUs SIM-0001 and on; the first share of it breaks rules, one after the other. How many are new.</summary>
    public int Seed(string seller, string site, int count, double flawedShare)
    {
        var created = 0;
        var flawed = (int)Math.Round(count * flawedShare);
        foreach (var index in Enumerable.Range(0, count))
        {
            var key = new ListingKey(marketplace, seller, site, $"SIM-{index + 1:D4}");
            if (!world.TryFind(key, out _))
            {
                make(key, index < flawed ? Flaws[index % Flaws.Length] : Flaw.None, index);
                created++;
            }
        }

        return created;
    }

    /// <summary>One in four products comes in a second size.</summary>
    public IReadOnlyList<string> Skus(Listing listing) =>
        Dice.For(world.Options.Seed, "variants", listing.Key.Sku).Below(4) == 0 ? [listing.Key.Sku, $"{listing.Key.Sku}-L"] : [listing.Key.Sku];

    private Listing? Unknown(ListingKey key) => world.Options.CreateUnknownListings ? make(key, Flaw.None, index: null) : null;
}
