using System.Diagnostics.CodeAnalysis;

namespace MainImageHub.Simulator.Ebay;

/// <summary>A country of eBay: our site code, its money and the language its items are in.</summary>
internal sealed record EbaySite(string Code, string Currency, string Locale)
{
    private static readonly EbaySite[] All =
    [
        new("US", "USD", "en_US"), new("CA", "CAD", "en_CA"), new("GB", "GBP", "en_GB"), new("DE", "EUR", "de_DE"), new("FR", "EUR", "fr_FR"), new("IT", "EUR", "it_IT"),
        new("ES", "EUR", "es_ES"), new("AU", "AUD", "en_AU"), new("AT", "EUR", "de_AT"), new("BE", "EUR", "fr_BE"), new("CH", "CHF", "de_CH"), new("IE", "EUR", "en_IE"),
        new("NL", "EUR", "nl_NL"), new("PL", "PLN", "pl_PL"), new("HK", "HKD", "zh_HK"), new("SG", "SGD", "en_SG"), new("MY", "MYR", "en_MY"), new("PH", "PHP", "en_PH"),
    ];

    /// <summary>Those whose traffic is reported.</summary>
    private static readonly string[] Reported = ["AU", "DE", "ES", "FR", "GB", "IT", "US"];

    public string MarketplaceId => $"EBAY_{Code}";

    public bool HasTraffic => Reported.Contains(Code);

    public static bool TryByCode(string? code, [NotNullWhen(true)] out EbaySite? site) => (site = All.FirstOrDefault(s => s.Code == code)) is not null;

    public static bool TryByMarketplaceId(string? id, [NotNullWhen(true)] out EbaySite? site) => (site = All.FirstOrDefault(s => s.MarketplaceId == id)) is not null;
}
