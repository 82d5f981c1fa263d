using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Lazada;

/// <summary>Lazada as the control API orders it. A seller is an app key, a site a country.</summary>
internal sealed class LazadaMarketplace(LazadaSellers sellers, LazadaShops shops, LazadaTokens tokens) : ISimulatedMarketplace
{
    public string Marketplace => LazadaShops.Name;

    public int? Seed(string seller, string site, int count, double flawedShare) => LazadaSellers.Currencies.ContainsKey(site) ? sellers.Seed(seller, site, count, flawedShare) : null;

    public void Hang(Listing listing, string slot, Picture picture) => sellers.Supplant(listing, picture);

    public IEnumerable<CountedPush> Pushes() => shops.Pushes();

    public void ExpireTokens() => tokens.ExpireAll();

    public void Clear() => shops.Clear();
}
