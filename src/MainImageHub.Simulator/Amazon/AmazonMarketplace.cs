using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Amazon;

/// <summary>Amazon as the control API orders it.</summary>
internal sealed class AmazonMarketplace(SimulatedWorld world, AmazonCatalogue catalogue, AmazonTokens tokens) : ISimulatedMarketplace
{
    public string Marketplace => AmazonCatalogue.Marketplace;

    public int? Seed(string seller, string site, int count, double flawedShare) =>
        AmazonSite.TryByCode(site, out var known) ? catalogue.Seed(seller, known, count, flawedShare) : null;

    public void Hang(Listing listing, string slot, Picture picture) => listing.Show(slot, picture.Id, world.Clock.Now, "foreign");

    public IEnumerable<CountedPush> Pushes() => world.Submissions.Where(s => s.Listing.Marketplace == Marketplace).GroupBy(s => (s.Listing, s.Slot, s.MediaLocation)).Select(g => new CountedPush(
        Marketplace, g.Key.Listing.Seller, g.Key.Listing.Site, g.Key.Listing.Sku, g.Key.Slot, g.Key.MediaLocation, g.Count(),
        [.. g.OrderBy(s => s.Number).Select(s => Camel(s.State.ToString()))]));

    public void ExpireTokens() => tokens.ExpireAll();

    public void Clear()
    {
        // Tokens outlive the world: whoever signed in stays signed in.
    }

    private static string Camel(string word) => char.ToLowerInvariant(word[0]) + word[1..];
}
