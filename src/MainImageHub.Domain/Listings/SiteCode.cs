using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace MainImageHub.Domain.Listings;

/// <summary>
/// A marketplace and one of its countries: <c>amazon/US</c>, <c>shopee/SG</c>, <c>shopify/-</c>.
/// The marketplace is lower-case, the site upper-case or <c>-</c> where the marketplace has none.
/// </summary>
public readonly partial record struct SiteCode(string Marketplace, string Site)
{
    /// <summary>How other lists write some marketplaces; read, never written.</summary>
    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.Ordinal)
    {
        ["tiktok_shop"] = "tiktokshop",
        ["mercado_libre"] = "mercadolibre",
        ["alibaba_icbu"] = "alibaba",
    };

    public static SiteCode Parse(string text) =>
        TryParse(text, out var code) ? code : throw new FormatException($"'{text}' is not a site code such as amazon/US.");

    public static bool TryParse([NotNullWhen(true)] string? text, out SiteCode code)
    {
        var match = text is null ? Match.Empty : Pattern.Match(text);
        code = match.Success ? new SiteCode(OtherNames.GetValueOrDefault(match.Groups[1].Value, match.Groups[1].Value), match.Groups[2].Value) : default;
        return match.Success;
    }

    public override string ToString() => $"{Marketplace}/{Site}";

    [GeneratedRegex(@"^([a-z][a-z0-9_-]{1,30})/([A-Z]{2,4}|-)$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern { get; }
}
