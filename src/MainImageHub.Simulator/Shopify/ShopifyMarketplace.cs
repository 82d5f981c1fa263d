using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Shopify;

/// <summary>Shopify as the control API orders it. A seller is a shop, by its whole domain; the one site is <c>-</c>.</summary>
internal sealed class ShopifyMarketplace(ShopifyAdmin admin, ShopifyShops shops, ShopifyTokens tokens) : ISimulatedMarketplace
{
    public string Marketplace => ShopifyShops.Name;

    public int? Seed(string seller, string site, int count, double flawedShare) => site == ShopifyAdmin.Site ? admin.Seed(seller, count, flawedShare) : null;

    public void Hang(Listing listing, string slot, Picture picture) => admin.Supplant(listing, picture);

    public IEnumerable<CountedPush> Pushes() => shops.Uploads.GroupBy(u => (u.Shop, u.Source)).Select(g => new CountedPush(
        Marketplace, g.Key.Shop, ShopifyAdmin.Site, g.Select(u => u.Sku).FirstOrDefault(s => s is not null) ?? "", Listing.Main, g.Key.Source, g.Count(),
        [.. g.Select(u => shops.File(u.Shop, u.File)?.Status.ToString().ToLowerInvariant() ?? "deleted")]));

    public void ExpireTokens() => tokens.ExpireAll();

    public void Clear() => shops.Clear();
}
