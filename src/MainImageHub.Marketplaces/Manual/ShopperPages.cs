using System.Net.Http.Headers;
using MainImageHub.Domain.Rules;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Manual;

/// <summary>A shoppers' page as far as it matters: which picture it names as its own.</summary>
internal sealed record ShopperPage(Uri Picture, string? Title);

/// <summary>
/// Fetches the pages that shoppers see, a few now and then, and only those of one's own listings. Every address on the way, the page's own and
/// where it leads, is https and public, but for an endpoint that is trusted.
/// </summary>
internal sealed class ShopperPages(MarketplaceCaller caller, TimeProvider time)
{
    /// <summary>The named client of all of them.</summary>
    public const string Client = "manual";

    public const string Operation = "page";

    private const int MostRedirects = 3;

    // Says honestly who asks: shops may refuse programs, and then the answer is "not verified".
    private static readonly ProductInfoHeaderValue Asker = new("MainImageHub", "1.0");

    /// <summary>No shop publishes one for its pages; a person who clicks is not faster.</summary>
    public static RateLimit Rate { get; } = new(PerSecond: 1, Burst: 5);

    public async Task<(ShopperPage? Page, MarketplaceProblem? Problem)> ReadAsync(StoreConnection store, LocalText marketplace, Uri page, CancellationToken cancellationToken)
    {
        var address = page;
        for (var hop = 0; hop <= MostRedirects; hop++)
        {
            var trusted = IsTrusted(store, address);
            if (!trusted && address.Scheme != Uri.UriSchemeHttps)
            {
                return (null, ShopperPageProblems.NotHttps(marketplace, address));
            }

            var target = address;
            var reply = await caller.SendAsync(
                new MarketplaceCall
                {
                    Marketplace = marketplace.En,
                    Client = MarketplacesModule.ClientName(Client, trusted),
                    Request = () => Ask(target),
                    RateKey = $"{Client}/{store.StoreId}/{Operation}",
                    Rate = Rate,
                },
                cancellationToken);
            if (reply is { Failure: null, Status: 301 or 302 or 303 or 307 or 308, Location: { } location } && Uri.TryCreate(address, location, out var next))
            {
                address = next;
                continue;
            }

            return reply is { Failure: null, Status: 200 }
                ? await PagePicture.FindAsync(reply.Body, address, time, cancellationToken) is { } found ? (found, null) : (null, ShopperPageProblems.NoPicture(marketplace, address))
                : (null, ShopperPageProblems.Of(marketplace, address, reply));
        }

        return (null, ShopperPageProblems.TooManyRedirects(marketplace, page));
    }

    private static HttpRequestMessage Ask(Uri address)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.UserAgent.Add(Asker);
        request.Headers.Accept.ParseAdd("text/html");
        return request;
    }

    private static bool IsTrusted(StoreConnection store, Uri address) => store is { EndpointIsTrusted: true, Endpoint: { } endpoint }
        && Uri.Compare(endpoint, address, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0
        && address.AbsolutePath.StartsWith($"{endpoint.AbsolutePath.TrimEnd('/')}/", StringComparison.Ordinal);
}
