using MainImageHub.Domain.Listings;

namespace MainImageHub.Marketplaces.Lazada;

/// <summary>The countries in which Lazada sells, each with an API host of its own (apis.md 6).</summary>
internal static class LazadaSites
{
    public static IReadOnlyList<MarketplaceSite> All { get; } =
    [
        Site("SG", "SGD", "Asia/Singapore", "en-SG", "lazada.sg"),
        Site("MY", "MYR", "Asia/Kuala_Lumpur", "ms-MY", "lazada.com.my"),
        Site("TH", "THB", "Asia/Bangkok", "th-TH", "lazada.co.th"),
        Site("VN", "VND", "Asia/Ho_Chi_Minh", "vi-VN", "lazada.vn"),
        Site("PH", "PHP", "Asia/Manila", "en-PH", "lazada.com.ph"),
        Site("ID", "IDR", "Asia/Jakarta", "id-ID", "lazada.co.id"),
    ];

    // Lazada names countries in small letters.
    private static MarketplaceSite Site(string code, string currency, string timeZone, string language, string domain) =>
        new(new SiteCode(LazadaConnector.Code, code), code.ToLowerInvariant(), Region: $"api.{domain}", currency, timeZone, language, $"www.{domain}");
}
