using System.Net.Http.Json;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Metrics;
using MainImageHub.Web.Http;
using MainImageHub.Web.Stages.Stores;

namespace MainImageHub.Web.Stages.Monitor;

/// <summary>What time it is where a store sells, and in which zone its days are counted.</summary>
/// <param name="SecondsPerDay">How long a day of a simulated marketplace takes; null for a real one.</param>
public sealed record MarketplaceTime(DateTimeOffset Now, TimeZoneInfo Zone, double? SecondsPerDay = null)
{
    public DateOnly Today => LocalDay.Of(Now, Zone);
}

/// <summary>
/// The clock that figures, plans of tests and the ledger go by: the marketplace's. Real ones share ours and count days in the
/// zone of the site; the simulator has a clock of its own, which can be set forward by weeks, and counts UTC days.
/// </summary>
public sealed class MarketplaceClock(SimulatorOrigin simulator, StoreConnections connections, IHttpClientFactory clients, TimeProvider clock)
{
    private const string Simulator = "/simulator/control/clock";

    public async Task<MarketplaceTime> ReadAsync(Store store, CancellationToken cancellationToken)
    {
        if (store.Endpoint is { } endpoint && IsSimulated(store))
        {
            var answer = await clients.CreateClient(GuardedFetch.Trusted).GetFromJsonAsync<SimulatorTime>(new Uri(endpoint, Simulator), HubJson.Options, cancellationToken);
            return new MarketplaceTime(answer!.Now.ToUniversalTime(), TimeZoneInfo.Utc, answer.SecondsPerDay);
        }

        var zone = connections.FindConnector(store.Marketplace)?.Capabilities.FindSite(store.SiteCode)?.TimeZone;
        return new MarketplaceTime(clock.GetUtcNow(), zone is null ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(zone));
    }

    public bool IsSimulated(Store store) => store.Endpoint is { } endpoint && simulator.Is(endpoint);

    /// <summary>Null where the clock cannot be asked (a simulator that is not up): a page does not fail for that.</summary>
    public async Task<MarketplaceTime?> TryReadAsync(Store store, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(store, cancellationToken);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Sets the clock of all simulated marketplaces forward, or changes how fast it runs.</summary>
    public async Task ChangeSimulatedAsync(Store store, double advanceDays, double? secondsPerDay, CancellationToken cancellationToken)
    {
        using var answer = await clients.CreateClient(GuardedFetch.Trusted).PostAsJsonAsync(new Uri(store.Endpoint!, Simulator), new { advanceDays, secondsPerDay }, HubJson.Options, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Our moment by the marketplace's clock.</summary>
    public async Task<DateTimeOffset> AtAsync(Store store, DateTimeOffset now, CancellationToken cancellationToken) =>
        IsSimulated(store) ? (await ReadAsync(store, cancellationToken)).Now : now;

    private sealed record SimulatorTime(DateTimeOffset Now, double SecondsPerDay);
}
