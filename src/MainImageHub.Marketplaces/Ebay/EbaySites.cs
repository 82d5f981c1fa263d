using System.Collections.Frozen;
using MainImageHub.Domain.Listings;

namespace MainImageHub.Marketplaces.Ebay;

/// <summary>
/// eBay's sites as its Inventory API names them (<c>MarketplaceEnum</c> and <c>LocaleEnum</c> of the official file). Currencies and zones are
/// those of the country; the zone is the one days of the traffic report are asked for in.
/// </summary>
internal static class EbaySites
{
    private static readonly HashSet<string> Reported = new(StringComparer.Ordinal) { "AU", "DE", "ES", "FR", "GB", "IT", "US" };

    public static IReadOnlyList<MarketplaceSite> All { get; } =
    [
        Site("US", "USD", "America/Los_Angeles", "en-US", "www.ebay.com"),
        Site("CA", "CAD", "America/Toronto", "en-CA", "www.ebay.ca"),
        Site("GB", "GBP", "Europe/London", "en-GB", "www.ebay.co.uk"),
        Site("DE", "EUR", "Europe/Berlin", "de-DE", "www.ebay.de"),
        Site("FR", "EUR", "Europe/Paris", "fr-FR", "www.ebay.fr"),
        Site("IT", "EUR", "Europe/Rome", "it-IT", "www.ebay.it"),
        Site("ES", "EUR", "Europe/Madrid", "es-ES", "www.ebay.es"),
        Site("AU", "AUD", "Australia/Sydney", "en-AU", "www.ebay.com.au"),
        Site("AT", "EUR", "Europe/Vienna", "de-AT", "www.ebay.at"),
        Site("BE", "EUR", "Europe/Brussels", "fr-BE", "www.befr.ebay.be"),
        Site("CH", "CHF", "Europe/Zurich", "de-CH", "www.ebay.ch"),
        Site("IE", "EUR", "Europe/Dublin", "en-IE", "www.ebay.ie"),
        Site("NL", "EUR", "Europe/Amsterdam", "nl-NL", "www.ebay.nl"),
        Site("PL", "PLN", "Europe/Warsaw", "pl-PL", "www.ebay.pl"),
        Site("HK", "HKD", "Asia/Hong_Kong", "zh-HK", "www.ebay.com.hk"),
        Site("SG", "SGD", "Asia/Singapore", "en-SG", "www.ebay.com.sg"),
        Site("MY", "MYR", "Asia/Kuala_Lumpur", "en-MY", "www.ebay.com.my"),
        Site("PH", "PHP", "Asia/Manila", "en-PH", "www.ebay.ph"),
    ];

    private static readonly FrozenDictionary<SiteCode, MarketplaceSite> ByCode = All.ToFrozenDictionary(site => site.Code);

    public static MarketplaceSite? Find(SiteCode code) => ByCode.GetValueOrDefault(code);

    /// <summary>Whether the traffic report knows the site (valid values of its <c>marketplace_ids</c>).</summary>
    public static bool HasTraffic(MarketplaceSite site) => Reported.Contains(site.Code.Site);

    private static MarketplaceSite Site(string country, string currency, string zone, string language, string host) =>
        new(new SiteCode(EbayConnector.Code, country), $"EBAY_{country}", Region: "-", currency, zone, language, host);
}
