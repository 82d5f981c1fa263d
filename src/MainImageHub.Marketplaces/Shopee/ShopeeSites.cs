using MainImageHub.Domain.Listings;

namespace MainImageHub.Marketplaces.Shopee;

/// <summary>The countries in which Shopee sells, by the regions of its reference. Shops of all of them are called at the same host.</summary>
internal static class ShopeeSites
{
    public static IReadOnlyList<MarketplaceSite> All { get; } =
    [
        Site("SG", "SGD", "Asia/Singapore", "en-SG", "shopee.sg"),
        Site("MY", "MYR", "Asia/Kuala_Lumpur", "ms-MY", "shopee.com.my"),
        Site("TH", "THB", "Asia/Bangkok", "th-TH", "shopee.co.th"),
        Site("VN", "VND", "Asia/Ho_Chi_Minh", "vi-VN", "shopee.vn"),
        Site("PH", "PHP", "Asia/Manila", "en-PH", "shopee.ph"),
        Site("ID", "IDR", "Asia/Jakarta", "id-ID", "shopee.co.id"),
        Site("TW", "TWD", "Asia/Taipei", "zh-TW", "shopee.tw"),
        Site("BR", "BRL", "America/Sao_Paulo", "pt-BR", "shopee.com.br"),
        Site("MX", "MXN", "America/Mexico_City", "es-MX", "shopee.com.mx"),
        Site("CL", "CLP", "America/Santiago", "es-CL", "shopee.cl"),
        Site("CO", "COP", "America/Bogota", "es-CO", "shopee.com.co"),
    ];

    private static MarketplaceSite Site(string code, string currency, string timeZone, string language, string host) =>
        new(new SiteCode(ShopeeConnector.Code, code), code, Region: "-", currency, timeZone, language, host);
}
