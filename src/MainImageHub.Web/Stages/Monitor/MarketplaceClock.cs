using System.Net.Http.Json;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Metrics;
using MainImageHub.Web.Http;
using MainImageHub.Web.Stages.Stores;

namespace MainImageHub.Web.Stages.Monitor;

/// <summary>What time it is where a store sells, and in which zone its days are counted.</summary>
public sealed record MarketplaceTime(DateTimeOffset Now, TimeZoneInfo Zone)
{
    public DateOnly Today => LocalDay.Of(Now, Zone);
}

/// <summary>
/// The clock that figures, plans of tests and the ledger go by: the marketplace's. Real ones share ours and count days in the
/// zone of the site; the simulator has a clock of its own, which can be set forward by weeks, and counts UTC days.
/// </summary>
public sealed class MarketplaceClock(SimulatorOrigin simulator, StoreConnections connections, IHttpClientFactory clients, TimeProvider clock)
{
    public async Task<MarketplaceTime> ReadAsync(Store store, CancellationToken cancellationToken)
    {
        if (store.Endpoint is { } endpoint && simulator.Is(endpoint))
        {
            var answer = await clients.CreateClient(GuardedFetch.Trusted).GetFromJsonAsync<SimulatorTime>(
                new Uri(endpoint, "/simulator/control/clock"), HubJson.Options, cancellationToken);
            return new MarketplaceTime(answer!.Now.ToUniversalTime(), TimeZoneInfo.Utc);
        }

        var zone = connections.FindConnector(store.Marketplace)?.Capabilities.FindSite(store.SiteCode)?.TimeZone;
        return new MarketplaceTime(clock.GetUtcNow(), zone is null ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(zone));
    }

    /// <summary>Our moment by the marketplace's clock.</summary>
    public async Task<DateTimeOffset> AtAsync(Store store, DateTimeOffset now, CancellationToken cancellationToken) =>
        store.Endpoint is { } endpoint && simulator.Is(endpoint) ? (await ReadAsync(store, cancellationToken)).Now : now;

    private sealed record SimulatorTime(DateTimeOffset Now);
}
