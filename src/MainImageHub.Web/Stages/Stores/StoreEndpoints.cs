using System.Net;
using System.Net.Sockets;
using MainImageHub.Web.Http;

namespace MainImageHub.Web.Stages.Stores;

/// <summary>
/// Which endpoints a store may have: our own simulator, or public https. This only tells a person early;
/// the guard that counts is the one at the moment of connecting (<see cref="GuardedFetch.GuardedHandler"/>).
/// </summary>
public sealed class StoreEndpoints(SimulatorOrigin simulator)
{
    internal const int LongestPage = 2000;

    private static readonly TimeSpan LongestLookup = TimeSpan.FromSeconds(3);

    /// <summary>Where shoppers see a listing; unlike an endpoint it may have a query.</summary>
    public async Task<Uri> RequirePageAsync(string text, CancellationToken cancellationToken)
    {
        if (text.Length > LongestPage || !Uri.TryCreate(text.Trim(), UriKind.Absolute, out var page) || page.UserInfo.Length > 0 || (page.Scheme != Uri.UriSchemeHttps && !simulator.Is(page)))
        {
            throw StoreProblems.PageInvalid.Because(LongestPage);
        }

        return !simulator.Is(page) && await LeadsInsideAsync(page, cancellationToken) ? throw StoreProblems.PageNotPublic.Because(page.Host) : page;
    }

    public async Task<Uri> RequireCallableAsync(string text, CancellationToken cancellationToken)
    {
        if (text.Length > 500 || !Uri.TryCreate(text.Trim(), UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https")
            || endpoint.UserInfo.Length > 0 || endpoint.Query.Length > 0 || endpoint.Fragment.Length > 0)
        {
            throw StoreProblems.EndpointInvalid.Because();
        }

        if (simulator.Is(endpoint))
        {
            return endpoint;
        }

        if (endpoint.Scheme != Uri.UriSchemeHttps)
        {
            throw StoreProblems.EndpointNotHttps.Because();
        }

        return await LeadsInsideAsync(endpoint, cancellationToken) ? throw StoreProblems.EndpointNotPublic.Because(endpoint.Host) : endpoint;
    }

    private static async Task<bool> LeadsInsideAsync(Uri endpoint, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(LongestLookup);
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(endpoint.DnsSafeHost, patience.Token);
            return !Array.TrueForAll(addresses, GuardedFetch.IsPublic);
        }
        catch (SocketException)
        {
            // No such name today: nothing can be reached through it, and verifying will say so.
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
