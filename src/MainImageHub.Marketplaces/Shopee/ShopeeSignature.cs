using System.Security.Cryptography;
using System.Text;

namespace MainImageHub.Marketplaces.Shopee;

/// <summary>
/// HMAC-SHA256 by the partner's key over partner, path and time, and, for calls about a shop, over the token and the shop too. Neither the rest of the
/// query nor the body is signed (apis.md 11).
/// </summary>
public static class ShopeeSignature
{
    /// <param name="partnerKey">The app's secret.</param>
    /// <param name="partnerId">The app's number.</param>
    /// <param name="path">As Shopee knows it, whatever stands before it on an endpoint of one's own.</param>
    /// <param name="timestamp">Unix seconds.</param>
    /// <param name="accessToken">Of a call about a shop; null for the others.</param>
    /// <param name="shopId">Likewise.</param>
    public static string Of(string partnerKey, string partnerId, string path, string timestamp, string? accessToken = null, string? shopId = null) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(partnerKey), Encoding.UTF8.GetBytes($"{partnerId}{path}{timestamp}{accessToken}{shopId}")));
}
