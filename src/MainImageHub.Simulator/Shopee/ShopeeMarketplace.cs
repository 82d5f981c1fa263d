using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Shopee;

/// <summary>Shopee as the control API orders it. A seller is a shop's number, a site a region.</summary>
internal sealed class ShopeeMarketplace(ShopeeSellers sellers, ShopeeShops shops, ShopeeTokens tokens) : ISimulatedMarketplace
{
    public string Marketplace => ShopeeShops.Name;

    public int? Seed(string seller, string site, int count, double flawedShare) => ShopeeSellers.Currencies.ContainsKey(site) ? sellers.Seed(seller, site, count, flawedShare) : null;

    public void Hang(Listing listing, string slot, Picture picture) => sellers.Supplant(listing, picture);

    public IEnumerable<CountedPush> Pushes() => shops.Pushes();

    public void ExpireTokens() => tokens.ExpireAll();

    public void Clear() => shops.Clear();
}

/// <summary>Shows accepted changes when their time has come.</summary>
internal sealed class ShopeeWorker(SimulatedWorld world, ShopeeSellers sellers) : BackgroundService
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
