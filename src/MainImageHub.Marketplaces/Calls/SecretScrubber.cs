using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace MainImageHub.Marketplaces.Calls;

/// <summary>
/// Takes secrets out of foreign text before it is kept: the store's own, in every spelling an answer may echo them, and
/// whatever looks like a token anyway.
/// </summary>
public sealed partial class SecretScrubber
{
    private const string Hidden = "***";
    private const int LongestRaw = 2_000;

    // Shorter ones would blot out ordinary words; a real secret is never that short.
    private const int ShortestSecret = 6;

    private readonly IReadOnlyList<string> secrets;
    private readonly IReadOnlyList<string> spellings;

    public SecretScrubber(IEnumerable<string> secrets)
    {
        this.secrets = [.. secrets];
        spellings = [.. this.secrets
            .Where(secret => secret.Length >= ShortestSecret)
            .SelectMany(secret => new[] { secret, Uri.EscapeDataString(secret), JavaScriptEncoder.Default.Encode(secret), JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret) })
            .Distinct(StringComparer.Ordinal)
            .OrderByDescending(secret => secret.Length)];
    }

    /// <summary>One that hides another secret too.</summary>
    public SecretScrubber With(string secret) => new([.. secrets, secret]);

    /// <summary>The text without secrets, cut to what is worth keeping; null for null or blank.</summary>
    public string? Clean(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        // Cut after cleaning, or half a secret could stand at the cut; but never work on more than needed.
        var clean = text.Length > LongestRaw * 8 ? text[..(LongestRaw * 8)] : text;
        foreach (var spelling in spellings)
        {
            clean = clean.Replace(spelling, Hidden, StringComparison.Ordinal);
        }

        clean = TokenField.Replace(clean, $"$1{Hidden}");
        clean = LwaToken.Replace(clean, Hidden);
        clean = ShopifyToken.Replace(clean, Hidden);
        clean = EbayToken.Replace(clean, Hidden);
        clean = TikTokToken.Replace(clean, Hidden);
        clean = LazadaToken.Replace(clean, Hidden);
        clean = WebToken.Replace(clean, Hidden);
        return clean.Length > LongestRaw ? string.Concat(clean.AsSpan(0, LongestRaw), "…") : clean;
    }

    [GeneratedRegex("""("?(?:access_token|refresh_token|client_secret|app_secret|partner_key|x-amz-access-token|X-Amz-Signature|X-Amz-Security-Token|X-Amz-Credential)"?\s*[:=]\s*"?)[^"&\s,}]+""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TokenField { get; }

    // Login with Amazon's tokens: Atza| access, Atzr| refresh; also url-encoded.
    [GeneratedRegex(@"Atz[a-z](?:\||%7C)[A-Za-z0-9_\-\.+/=%]+", RegexOptions.CultureInvariant)]
    private static partial Regex LwaToken { get; }

    // Shopify's tokens and secrets: shpat_ of an app, shpss_ its secret, shpua_ of a person.
    [GeneratedRegex("shp[a-z]{2}_[A-Za-z0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex ShopifyToken { get; }

    // eBay's user tokens, access and refresh; also url-encoded.
    [GeneratedRegex(@"v(?:\^|%5E)1\.1(?:#|%23)[A-Za-z0-9_\-\.+/=%\^#]+", RegexOptions.CultureInvariant)]
    private static partial Regex EbayToken { get; }

    // TikTok Shop's access and refresh tokens; what it calls shops in its calls looks alike and is nobody's affair either.
    [GeneratedRegex(@"\b(?:TTPR?|ROW|GCP)_[A-Za-z0-9_\-]{8,}", RegexOptions.CultureInvariant)]
    private static partial Regex TikTokToken { get; }

    // Lazada's access and refresh tokens, as the samples of its guides begin: 50000600a..., 50001601f...
    [GeneratedRegex(@"\b5000[0-9]{4}(?=[0-9]{0,8}[A-Za-z])[A-Za-z0-9]{16,}", RegexOptions.CultureInvariant)]
    private static partial Regex LazadaToken { get; }

    // JSON web tokens, which some marketplaces (Shopee's newer ones) give out.
    [GeneratedRegex(@"\beyJ[A-Za-z0-9_\-]{4,}\.[A-Za-z0-9_\-]{4,}\.[A-Za-z0-9_\-]+", RegexOptions.CultureInvariant)]
    private static partial Regex WebToken { get; }
}
