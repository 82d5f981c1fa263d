using System.Security.Cryptography;
using System.Text;

namespace MainImageHub.Marketplaces.TikTokShop;

/// <summary>
/// HMAC-SHA256 over path, query and body, framed by the app's secret, which is the key as well. Not signed: <c>sign</c>, <c>access_token</c> and
/// the body of an upload.
/// </summary>
public static class TikTokShopSignature
{
    /// <param name="secret">The app's.</param>
    /// <param name="path">As TikTok knows it, whatever stands before it on an endpoint of one's own.</param>
    /// <param name="query">As the values are, not as they are written in the address.</param>
    /// <param name="body">Exactly the bytes that are sent; empty for an upload.</param>
    public static string Of(string secret, string path, IEnumerable<KeyValuePair<string, string>> query, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hash.AppendData(Encoding.UTF8.GetBytes(secret + path));
        foreach (var (name, value) in query.Where(pair => pair.Key is not ("sign" or "access_token")).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name + value));
        }

        hash.AppendData(body);
        hash.AppendData(Encoding.UTF8.GetBytes(secret));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
