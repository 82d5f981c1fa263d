using MainImageHub.Domain.Listings;

namespace MainImageHub.Marketplaces.AliExpress;

/// <summary>A product is sold to all countries at once, with the same pictures, so there is one site.</summary>
internal static class AliExpressSites
{
    // Which currency a shop sells in, and in which zone its days are counted, is not told for all.
    public static IReadOnlyList<MarketplaceSite> All { get; } =
        [new(new SiteCode(AliExpressConnector.Code, "-"), AliExpressConnector.Code, Region: "-", Currency: "XXX", TimeZone: "UTC", Language: "und", Host: "www.aliexpress.com")];
}
