using MainImageHub.Domain.Listings;

namespace MainImageHub.Marketplaces.TikTokShop;

/// <summary>
/// The countries in which TikTok Shop sells, by the codes and currencies of its reference. Shops of all of them are called at the same host. The
/// reference counts days "in shop registered timezone" and names none: these are the countries' own.
/// </summary>
internal static class TikTokShopSites
{
    public static IReadOnlyList<MarketplaceSite> All { get; } =
    [
        Site("US", "USD", "America/Los_Angeles", "en-US"),
        Site("GB", "GBP", "Europe/London", "en-GB"),
        Site("DE", "EUR", "Europe/Berlin", "de-DE"),
        Site("FR", "EUR", "Europe/Paris", "fr-FR"),
        Site("IT", "EUR", "Europe/Rome", "it-IT"),
        Site("ES", "EUR", "Europe/Madrid", "es-ES"),
        Site("IE", "EUR", "Europe/Dublin", "en-IE"),
        Site("SG", "SGD", "Asia/Singapore", "en-SG"),
        Site("MY", "MYR", "Asia/Kuala_Lumpur", "ms-MY"),
        Site("TH", "THB", "Asia/Bangkok", "th-TH"),
        Site("VN", "VND", "Asia/Ho_Chi_Minh", "vi-VN"),
        Site("PH", "PHP", "Asia/Manila", "en-PH"),
        Site("ID", "IDR", "Asia/Jakarta", "id-ID"),
        Site("JP", "JPY", "Asia/Tokyo", "ja-JP"),
        Site("MX", "MXN", "America/Mexico_City", "es-MX"),
        Site("BR", "BRL", "America/Sao_Paulo", "pt-BR"),
    ];

    private static MarketplaceSite Site(string code, string currency, string timeZone, string language) =>
        new(new SiteCode(TikTokShopConnector.Code, code), code, Region: "-", currency, timeZone, language, Host: "shop.tiktok.com");
}
