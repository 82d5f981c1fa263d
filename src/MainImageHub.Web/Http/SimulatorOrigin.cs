using MainImageHub.Web.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace MainImageHub.Web.Http;

/// <summary>This installation's own addresses: where its simulator answers, and under which marketplaces reach its pictures.</summary>
public sealed class SimulatorOrigin(IServer server, Installation installation, HubOptions options)
{
    /// <summary>The first address that is listened on, with a host that can be called from this machine.</summary>
    public Uri? Own => server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } address
        ? new Uri(address.Replace("//[::]", "//localhost", StringComparison.Ordinal).Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal).Replace("//+", "//localhost", StringComparison.Ordinal).Replace("//*", "//localhost", StringComparison.Ordinal))
        : options.PublicUrl;

    /// <summary>Under which marketplaces fetch pictures.</summary>
    public Uri Public => options.PublicUrl ?? Own ?? throw new InvalidOperationException("The application does not listen yet.");

    /// <summary>True for an endpoint of our own simulator, which is exempt from https and from the guard against private addresses.</summary>
    public bool Is(Uri endpoint) => installation.Simulator
        && endpoint.AbsolutePath.StartsWith("/simulator/", StringComparison.Ordinal)
        && new[] { Own, options.PublicUrl }.Any(own => own is not null && (Uri.Compare(own, endpoint, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0
            || (own.IsLoopback && endpoint.IsLoopback && own.Port == endpoint.Port)));
}
