using System.Net;
using MainImageHub.Web.Hosting;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.HttpOverrides;

namespace MainImageHub.Web.Security;

/// <summary>
/// Behind a proxy every request comes from the proxy, in plain HTTP. Who asked, and how, stands in headers that anybody may send:
/// they are believed from the proxies that the installation names, and from nobody else.
/// </summary>
internal static class TrustedProxies
{
    public static void UseTrustedProxies(this WebApplication app, HubOptions options)
    {
        var proxies = Read(options.Proxies);
        if (proxies.Count == 0)
        {
            return;
        }

        // As many in a row as are known: the first address that is none of theirs is the asker's.
        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        proxies.ForEach(forwarded.KnownIPNetworks.Add);
        app.UseForwardedHeaders(forwarded);
    }

    /// <summary>
    /// People who come by https get no cookie that would travel without it, whether or not the proxy says how they came. Set here for all
    /// cookies at once: the antiforgery's own setting refuses requests whose proxy did not say.
    /// </summary>
    public static void UseSecureCookies(this WebApplication app, HubOptions options)
    {
        if (options.PublicUrl is { IsAbsoluteUri: true } address && address.Scheme == Uri.UriSchemeHttps)
        {
            app.UseCookiePolicy(new CookiePolicyOptions { Secure = CookieSecurePolicy.Always });
        }
    }

    private static List<System.Net.IPNetwork> Read(string? proxies) =>
        [.. (proxies ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(One)];

    private static System.Net.IPNetwork One(string proxy) =>
        IPAddress.TryParse(proxy, out var address) ? new(address, address.GetAddressBytes().Length * 8)
        : System.Net.IPNetwork.TryParse(proxy, out var network) ? network
        : throw new StartupException($"Hub__Proxies: \"{proxy}\" is neither an address (10.0.0.5) nor a network by its first address (10.0.0.0/8). Separate several with commas.");
}
