using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Ebay;

/// <summary>eBay as the control API orders it. A seller is named by the refresh token.</summary>
internal sealed class EbayMarketplace(EbaySellers sellers, EbayAccounts accounts, EbayTokens tokens) : ISimulatedMarketplace
{
    public string Marketplace => EbayAccounts.Name;

    public int? Seed(string seller, string site, int count, double flawedShare) =>
        EbaySite.TryByCode(site, out var known) ? sellers.Seed(seller, known, count, flawedShare) : null;

    public void Hang(Listing listing, string slot, Picture picture) => sellers.Supplant(listing, picture);

    public IEnumerable<CountedPush> Pushes() => accounts.Pushes.GroupBy(p => (p.Seller, p.Sku, p.Source)).Select(g => new CountedPush(
        Marketplace, g.Key.Seller, string.Join(',', sellers.Offers(g.Key.Seller, g.Key.Sku).Select(l => l.Key.Site)), g.Key.Sku, Listing.Main, g.Key.Source, g.Count(), [.. g.Select(p => p.State)]));

    public void ExpireTokens() => tokens.ExpireAll();

    public void Clear() => accounts.Clear();
}

/// <summary>Shows accepted changes when their time has come.</summary>
internal sealed class EbayWorker(SimulatedWorld world, EbaySellers sellers) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Ticks.EveryAsync(
        Ticks.Usual,
        () =>
        {
            lock (world.Gate)
            {
                sellers.CarryOut();
            }
        },
        stoppingToken);
}
