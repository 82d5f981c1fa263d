using System.Diagnostics.CodeAnalysis;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Lazada;

/// <summary>A store connection made ready for calls: credentials present, site known, hosts chosen.</summary>
internal sealed class LazadaStore
{
    private static readonly Uri Auth = new("https://auth.lazada.com");

    private LazadaStore(StoreConnection connection, MarketplaceSite site)
    {
        (Id, Site) = (connection.StoreId, site);
        Host = connection.Endpoint ?? new Uri($"https://{site.Region}");
        Account = new(
            connection,
            connection.Credential(LazadaConnector.AppKey)!,
            connection.Credential(LazadaConnector.AppSecret)!,
            connection.Endpoint ?? Auth,
            MarketplacesModule.ClientName(LazadaConnector.Code, connection.EndpointIsTrusted),
            StoreChecks.Scrubber(connection, LazadaConnector.CredentialFields));
        Fingerprint = AccessTokens.Fingerprint(Account.Key, Account.Secret, connection.Credential(LazadaConnector.RefreshToken)!, Account.AuthHost.AbsoluteUri);
    }

    public Guid Id { get; }

    public MarketplaceSite Site { get; }

    /// <summary>Whose calls; it signs in at one host for all countries.</summary>
    public IopAccount Account { get; }

    /// <summary>Of what people entered: what Lazada renews since does not change whose store it is.</summary>
    public string Fingerprint { get; }

    /// <summary>The country's.</summary>
    public Uri Host { get; }

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
