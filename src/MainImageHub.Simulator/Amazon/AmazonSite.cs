using System.Diagnostics.CodeAnalysis;

namespace MainImageHub.Simulator.Amazon;

/// <summary>A country of Amazon: our site code, Amazon's marketplace id, its money and language.</summary>
internal sealed record AmazonSite(string Code, string MarketplaceId, string Currency, string Language)
{
    private static readonly AmazonSite[] All =
    [
        new("US", "ATVPDKIKX0DER", "USD", "en_US"), new("CA", "A2EUQ1WTGCTBG2", "CAD", "en_CA"), new("MX", "A1AM78C64UM0Y8", "MXN", "es_MX"),
        new("BR", "A2Q3Y263D00KWC", "BRL", "pt_BR"), new("UK", "A1F83G8C2ARO7P", "GBP", "en_GB"), new("DE", "A1PA6795UKMFR9", "EUR", "de_DE"),
        new("FR", "A13V1IB3VIYZZH", "EUR", "fr_FR"), new("IT", "APJ6JRA9NG5V4", "EUR", "it_IT"), new("ES", "A1RKKUPIHCS9HS", "EUR", "es_ES"),
        new("NL", "A1805IZSGTT6HS", "EUR", "nl_NL"), new("BE", "AMEN7PMS3EDWL", "EUR", "fr_BE"), new("IE", "A28R8C7NBKEWEA", "EUR", "en_IE"),
        new("SE", "A2NODRKZP88ZB9", "SEK", "sv_SE"), new("PL", "A1C3SOZRARQ6R3", "PLN", "pl_PL"), new("TR", "A33AVAJ2PDY3EV", "TRY", "tr_TR"),
        new("AE", "A2VIGQ35RCS4UG", "AED", "en_AE"), new("SA", "A17E79C6D8DWNP", "SAR", "ar_SA"), new("EG", "ARBP9OOSHTCHU", "EGP", "ar_EG"),
        new("ZA", "AE08WJ6YKNBMC", "ZAR", "en_ZA"), new("IN", "A21TJRUUN4KGV", "INR", "en_IN"), new("JP", "A1VC38T7YXB528", "JPY", "ja_JP"),
        new("AU", "A39IBJ37TRP1C6", "AUD", "en_AU"), new("SG", "A19VAU5U5O7RUS", "SGD", "en_SG"),
    ];

    public static bool TryByMarketplaceId(string? id, [NotNullWhen(true)] out AmazonSite? site) =>
        (site = All.FirstOrDefault(s => s.MarketplaceId == id)) is not null;

    public static IReadOnlyList<AmazonSite> Every => All;

    public string TopLevelDomain => Code switch
    {
        "US" => "com",
        "UK" or "JP" or "ZA" => $"co.{Code.ToLowerInvariant()}",
        "MX" or "BR" or "BE" or "TR" or "AU" => $"com.{Code.ToLowerInvariant()}",
        _ => Code.ToLowerInvariant(),
    };

    /// <summary>The United Kingdom answers to both of its codes.</summary>
    public static bool TryByCode(string? code, [NotNullWhen(true)] out AmazonSite? site) =>
        (site = All.FirstOrDefault(s => s.Code.Equals(code is "GB" or "gb" ? "UK" : code, StringComparison.OrdinalIgnoreCase))) is not null;
}
