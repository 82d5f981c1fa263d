using System.Diagnostics.CodeAnalysis;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Amazon;

/// <summary>A store connection made ready for calls: credentials present, site known, hosts chosen.</summary>
internal sealed class AmazonStore
{
    private readonly StoreConnection connection;

    private AmazonStore(StoreConnection connection, MarketplaceSite site, string clientId, string clientSecret, string refreshToken, string sellerId)
    {
        this.connection = connection;
        Site = site;
        SellerId = sellerId;
        ApiHost = connection.Endpoint ?? AmazonSites.ApiHost(site);
        AdsHost = connection.Endpoint ?? AmazonSites.AdsHost(site);
        var tokenAddress = new Uri((connection.Endpoint ?? AmazonSites.TokenHost).AbsoluteUri.TrimEnd('/') + "/auth/o2/token");
        Grant = new(clientId, clientSecret, refreshToken, tokenAddress);
        AdsGrant = new(
            connection.Credential(AmazonConnector.AdsClientId) ?? clientId,
            connection.Credential(AmazonConnector.AdsClientSecret) ?? clientSecret,
            connection.Credential(AmazonConnector.AdsRefreshToken) ?? refreshToken,
            tokenAddress,
            IsAdvertising: true);
        Scrubber = new([clientSecret, refreshToken, AdsGrant.ClientSecret, AdsGrant.RefreshToken]);
        Client = MarketplacesModule.ClientName("amazon", connection.EndpointIsTrusted);
    }

    public Guid Id => connection.StoreId;

    public MarketplaceSite Site { get; }

    public string SellerId { get; }

    public string? AdsProfileId => connection.Credential(AmazonConnector.AdsProfileId);

    public Uri ApiHost { get; }

    public Uri AdsHost { get; }

    public AmazonGrant Grant { get; }

    public AmazonGrant AdsGrant { get; }

    public SecretScrubber Scrubber { get; }

    public string Client { get; }

    public static bool TryOpen(StoreConnection connection, [NotNullWhen(true)] out AmazonStore? store, [NotNullWhen(false)] out MarketplaceProblem? problem)
    {
        store = null;
        if (AmazonSites.Find(connection.Site) is not { } site)
        {
            problem = AmazonErrors.Own(ProblemCodes.Refused, $"{connection.Site} is not a site of Amazon.");
            return false;
        }

        if (connection is { Endpoint: { } endpoint, EndpointIsTrusted: false } && endpoint.Scheme != Uri.UriSchemeHttps)
        {
            problem = AmazonErrors.Own(ProblemCodes.Connection, "The store's endpoint must be https.");
            return false;
        }

        if (connection.Credential(AmazonConnector.ClientId) is not { } clientId
            || connection.Credential(AmazonConnector.ClientSecret) is not { } clientSecret
            || connection.Credential(AmazonConnector.RefreshToken) is not { } refreshToken
            || connection.Credential(AmazonConnector.SellerId) is not { } sellerId)
        {
            var missing = AmazonConnector.CredentialFields.Where(field => field.IsRequired && connection.Credential(field.Name) is null).Select(field => field.Name);
            problem = AmazonErrors.Own(ProblemCodes.Unauthorized, $"Missing: {string.Join(", ", missing)}.");
            return false;
        }

        problem = null;
        store = new(connection, site, clientId, clientSecret, refreshToken, sellerId);
        return true;
    }

    /// <summary>Reports lie at addresses the marketplace chooses: https anywhere, or beside a trusted endpoint.</summary>
    public bool MayFetch(Uri address) => address.Scheme == Uri.UriSchemeHttps || IsBesideTrustedEndpoint(address);

    /// <summary>The unguarded client serves the trusted endpoint itself and nothing it points to.</summary>
    public string ClientFor(Uri address) => MarketplacesModule.ClientName("amazon", IsBesideTrustedEndpoint(address));

    private bool IsBesideTrustedEndpoint(Uri address) =>
        connection is { EndpointIsTrusted: true, Endpoint: { } endpoint }
        && Uri.Compare(address, endpoint, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;
}
