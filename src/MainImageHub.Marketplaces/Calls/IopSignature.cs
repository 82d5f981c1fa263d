using System.Security.Cryptography;
using System.Text;

namespace MainImageHub.Marketplaces.Calls;

/// <summary>
/// How calls of Alibaba's international open platform (IOP) are signed, at which Lazada and AliExpress are: HMAC-SHA256 by the app's secret over the path, where that
/// names the call, and all parameters, those of the address and those of a form alike, by name; in capitals. Not signed: <c>sign</c> itself and files (apis.md 11).
/// </summary>
public static class IopSignature
{
    /// <param name="appSecret">The app's.</param>
    /// <param name="path">As the platform knows it, without <c>/rest</c> and whatever stands before it on an endpoint of one's own; empty where a parameter <c>method</c> names the call.</param>
    /// <param name="parameters">As the values are, not as they are written in an address.</param>
    public static string Of(string appSecret, string path, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var text = new StringBuilder(path);
        foreach (var (name, value) in parameters.Where(pair => pair.Key != "sign").OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            text.Append(name).Append(value);
        }

        return Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(appSecret), Encoding.UTF8.GetBytes(text.ToString())));
    }
}
