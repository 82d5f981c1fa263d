using MainImageHub.Domain.Listings;
using MainImageHub.Marketplaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Storage;

namespace MainImageHub.Web.Stages.Stores;

/// <summary>Opens a store for a call: the connector of its marketplace, and its credentials for the length of the call.</summary>
public sealed class StoreConnections(
    IServiceProvider services, HubDbContext db, CredentialSeals seals, IServiceScopeFactory scopes, SimulatorOrigin simulator, ILogger<StoreConnections> logger)
{
    /// <summary>All that are built in, by code.</summary>
    public IReadOnlyList<IMarketplaceConnector> Connectors => [.. services.GetKeyedServices<IMarketplaceConnector>(KeyedService.AnyKey).OrderBy(c => c.Marketplace, StringComparer.Ordinal)];

    /// <summary>Null when no connector is built in for that marketplace.</summary>
    public IMarketplaceConnector? FindConnector(string marketplace) => services.GetKeyedService<IMarketplaceConnector>(marketplace);

    public IMarketplaceConnector ConnectorFor(Store store) =>
        FindConnector(store.Marketplace) ?? throw StoreProblems.NoConnector.Because(store.Marketplace);

    /// <summary>No API puts pictures up there or tells what is live: a person does the one, the shoppers' pages tell the other.</summary>
    public bool IsByHand(Store store) => FindConnector(store.Marketplace)?.Capabilities.ByHand is not null;

    public StoreConnection Open(Store store) => new(store.Id, store.SiteCode, seals.Open(store.Credentials), store.Endpoint, store.Endpoint is not null && simulator.Is(store.Endpoint))
    {
        Keeper = new KeptCredentials(store, db, seals, scopes, logger),
    };

    public byte[] Seal(IReadOnlyDictionary<string, string> credentials) => seals.Seal(credentials);
}
