using System.Diagnostics.CodeAnalysis;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Lazada;

/// <summary>A store connection made ready for calls: credentials present, site known, hosts chosen.</summary>
internal sealed class LazadaStore
{
    private static readonly Uri Auth = new("https://auth.lazada.com");

    private LazadaStore(StoreConnection connection, MarketplaceSite site)
    {
        (Connection, Site) = (connection, site);
        (AppKey, AppSecret) = (connection.Credential(LazadaConnector.AppKey)!, connection.Credential(LazadaConnector.AppSecret)!);
        Host = connection.Endpoint ?? new Uri($"https://{site.Region}");
        AuthHost = connection.Endpoint ?? Auth;
        Scrubber = StoreChecks.Scrubber(connection, LazadaConnector.CredentialFields);
        Client = MarketplacesModule.ClientName(LazadaConnector.Code, connection.EndpointIsTrusted);
        Fingerprint = AccessTokens.Fingerprint(AppKey, AppSecret, connection.Credential(LazadaConnector.RefreshToken)!, AuthHost.AbsoluteUri);
    }

    public StoreConnection Connection { get; }

    public Guid Id => Connection.StoreId;

    public MarketplaceSite Site { get; }

    public string AppKey { get; }

    public string AppSecret { get; }

    /// <summary>Of what people entered: what Lazada renews since does not change whose store it is.</summary>
    public string Fingerprint { get; }

    public SecretScrubber Scrubber { get; }

    public string Client { get; }

    /// <summary>The country's.</summary>
    public Uri Host { get; }

    /// <summary>Signs in for all countries.</summary>
    public Uri AuthHost { get; }

    public static bool TryOpen(StoreConnection connection, [NotNullWhen(true)] out LazadaStore? store, [NotNullWhen(false)] out MarketplaceProblem? problem)
    {
        store = null;
        problem = StoreChecks.Problem(LazadaErrors.Name, connection, LazadaSites.All, LazadaConnector.CredentialFields);
        if (problem is not null)
        {
            return false;
        }

        store = new(connection, LazadaSites.All.First(each => each.Code == connection.Site));
        return true;
    }
}
