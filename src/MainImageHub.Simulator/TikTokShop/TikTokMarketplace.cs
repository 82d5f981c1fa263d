using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.TikTokShop;

/// <summary>TikTok Shop as the control API orders it. A seller is an app key, a site a region.</summary>
internal sealed class TikTokMarketplace(TikTokCatalogue catalogue, TikTokShops shops, TikTokTokens tokens) : ISimulatedMarketplace
{
    public string Marketplace => TikTokShops.Name;

    public int? Seed(string seller, string site, int count, double flawedShare) => TikTokCatalogue.Currencies.ContainsKey(site) ? catalogue.Seed(seller, site, count, flawedShare) : null;

    public void Hang(Listing listing, string slot, Picture picture) => catalogue.Supplant(listing, picture);

    public IEnumerable<CountedPush> Pushes() => shops.Pushes();

    public void ExpireTokens() => tokens.ExpireAll();

    public void Clear() => shops.Clear();
}
