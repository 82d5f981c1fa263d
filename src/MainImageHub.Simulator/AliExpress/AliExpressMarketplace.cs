using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.AliExpress;

/// <summary>AliExpress as the control API orders it. A seller is an app key, the site <c>-</c>.</summary>
internal sealed class AliExpressMarketplace(AliExpressSellers sellers, AliExpressShops shops, AliExpressTokens tokens) : ISimulatedMarketplace
{
    public string Marketplace => AliExpressShops.Name;

    public int? Seed(string seller, string site, int count, double flawedShare) => site == AliExpressSellers.Site ? sellers.Seed(seller, site, count, flawedShare) : null;

    public void Hang(Listing listing, string slot, Picture picture) => sellers.Supplant(listing, picture);

    public IEnumerable<CountedPush> Pushes() => shops.Pushes();

    public void ExpireTokens() => tokens.ExpireAll();

    public void Clear() => shops.Clear();
}
