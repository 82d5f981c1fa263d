using System.Diagnostics.CodeAnalysis;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.AliExpress;

/// <summary>A store connection made ready for calls: credentials present, site known, host chosen.</summary>
internal sealed class AliExpressStore
{
    private static readonly Uri Gateway = new("https://api-sg.aliexpress.com");

    private AliExpressStore(StoreConnection connection)
    {
        Id = connection.StoreId;
        Host = connection.Endpoint ?? Gateway;
        Account = new(
            connection,
            connection.Credential(AliExpressConnector.AppKey)!,
            connection.Credential(AliExpressConnector.AppSecret)!,
            Host,
            MarketplacesModule.ClientName(AliExpressConnector.Code, connection.EndpointIsTrusted),
            StoreChecks.Scrubber(connection, AliExpressConnector.CredentialFields));
        Fingerprint = AccessTokens.Fingerprint(Account.Key, Account.Secret, connection.Credential(AliExpressConnector.RefreshToken)!, Host.AbsoluteUri);
    }

    public Guid Id { get; }

    /// <summary>One for all countries, for calls and for signing in.</summary>
    public Uri Host { get; }

    public IopAccount Account { get; }

    /// <summary>Of what people entered: what AliExpress renews since does not change whose store it is.</summary>
    public string Fingerprint { get; }

    public static bool TryOpen(StoreConnection connection, [NotNullWhen(true)] out AliExpressStore? store, [NotNullWhen(false)] out MarketplaceProblem? problem)
    {
        problem = StoreChecks.Problem(AliExpressErrors.Name, connection, AliExpressSites.All, AliExpressConnector.CredentialFields);
        store = problem is null ? new(connection) : null;
        return problem is null;
    }
}
