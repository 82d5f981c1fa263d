using System.Collections.Frozen;
using MainImageHub.Domain.Listings;

namespace MainImageHub.Marketplaces.Amazon;

/// <summary>
/// Amazon's sites, their marketplace ids and the three regions that serve them. The ids and regions are Amazon's published
/// list; currencies, languages and zones are those of the country, and the zone is the one Seller Central counts days in.
/// </summary>
internal static class AmazonSites
{
    public static IReadOnlyList<MarketplaceSite> All { get; } =
    [
        Site("US", "ATVPDKIKX0DER", "na", "USD", "America/Los_Angeles", "en-US", "www.amazon.com"),
        Site("CA", "A2EUQ1WTGCTBG2", "na", "CAD", "America/Los_Angeles", "en-CA", "www.amazon.ca"),
        Site("MX", "A1AM78C64UM0Y8", "na", "MXN", "America/Los_Angeles", "es-MX", "www.amazon.com.mx"),
        Site("BR", "A2Q3Y263D00KWC", "na", "BRL", "America/Sao_Paulo", "pt-BR", "www.amazon.com.br"),
        Site("GB", "A1F83G8C2ARO7P", "eu", "GBP", "Europe/London", "en-GB", "www.amazon.co.uk"),
        Site("IE", "A28R8C7NBKEWEA", "eu", "EUR", "Europe/Dublin", "en-IE", "www.amazon.ie"),
        Site("DE", "A1PA6795UKMFR9", "eu", "EUR", "Europe/Berlin", "de-DE", "www.amazon.de"),
        Site("FR", "A13V1IB3VIYZZH", "eu", "EUR", "Europe/Paris", "fr-FR", "www.amazon.fr"),
        Site("IT", "APJ6JRA9NG5V4", "eu", "EUR", "Europe/Rome", "it-IT", "www.amazon.it"),
        Site("ES", "A1RKKUPIHCS9HS", "eu", "EUR", "Europe/Madrid", "es-ES", "www.amazon.es"),
        Site("NL", "A1805IZSGTT6HS", "eu", "EUR", "Europe/Amsterdam", "nl-NL", "www.amazon.nl"),
        Site("BE", "AMEN7PMS3EDWL", "eu", "EUR", "Europe/Brussels", "fr-BE", "www.amazon.com.be"),
        Site("SE", "A2NODRKZP88ZB9", "eu", "SEK", "Europe/Stockholm", "sv-SE", "www.amazon.se"),
        Site("PL", "A1C3SOZRARQ6R3", "eu", "PLN", "Europe/Warsaw", "pl-PL", "www.amazon.pl"),
        Site("TR", "A33AVAJ2PDY3EV", "eu", "TRY", "Europe/Istanbul", "tr-TR", "www.amazon.com.tr"),
        Site("AE", "A2VIGQ35RCS4UG", "eu", "AED", "Asia/Dubai", "en-AE", "www.amazon.ae"),
        Site("SA", "A17E79C6D8DWNP", "eu", "SAR", "Asia/Riyadh", "ar-AE", "www.amazon.sa"),
        Site("EG", "ARBP9OOSHTCHU", "eu", "EGP", "Africa/Cairo", "ar-AE", "www.amazon.eg"),
        Site("ZA", "AE08WJ6YKNBMC", "eu", "ZAR", "Africa/Johannesburg", "en-ZA", "www.amazon.co.za"),
        Site("IN", "A21TJRUUN4KGV", "eu", "INR", "Asia/Kolkata", "en-IN", "www.amazon.in"),
        Site("JP", "A1VC38T7YXB528", "fe", "JPY", "Asia/Tokyo", "ja-JP", "www.amazon.co.jp"),
        Site("AU", "A39IBJ37TRP1C6", "fe", "AUD", "Australia/Sydney", "en-AU", "www.amazon.com.au"),
        Site("SG", "A19VAU5U5O7RUS", "fe", "SGD", "Asia/Singapore", "en-SG", "www.amazon.sg"),
    ];

    private static readonly FrozenDictionary<SiteCode, MarketplaceSite> ByCode = All.ToFrozenDictionary(site => site.Code);

    public static MarketplaceSite? Find(SiteCode code) => ByCode.GetValueOrDefault(code);

    public static Uri TokenHost { get; } = new("https://api.amazon.com");

    public static Uri ApiHost(MarketplaceSite site) => new($"https://sellingpartnerapi-{site.Region}.amazon.com");

    public static Uri AdsHost(MarketplaceSite site) =>
        new(site.Region == "na" ? "https://advertising-api.amazon.com" : $"https://advertising-api-{site.Region}.amazon.com");

    private static MarketplaceSite Site(string country, string id, string region, string currency, string zone, string language, string host) =>
        new(new SiteCode("amazon", country), id, region, currency, zone, language, host);
}
