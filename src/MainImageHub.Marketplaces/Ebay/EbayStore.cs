using System.Diagnostics.CodeAnalysis;
using System.Text;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Ebay;

/// <summary>A store connection made ready for calls: credentials present, site known, hosts chosen.</summary>
internal sealed class EbayStore
{
    private EbayStore(StoreConnection connection, MarketplaceSite site, string clientId, string clientSecret, string refreshToken)
    {
        Id = connection.StoreId;
        Site = site;
        ApiHost = connection.Endpoint ?? new Uri("https://api.ebay.com");
        MediaHost = connection.Endpoint ?? new Uri("https://apim.ebay.com");
        TokenAddress = Paths.At(ApiHost, "/identity/v1/oauth2/token");
        RefreshToken = refreshToken;
        Fingerprint = AccessTokens.Fingerprint(clientId, clientSecret, refreshToken, TokenAddress.AbsoluteUri);
        Basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{clientId}:{clientSecret}"));
        Scrubber = new([clientSecret, refreshToken, Basic]);
        Client = MarketplacesModule.ClientName(EbayConnector.Code, connection.EndpointIsTrusted);
    }

    public Guid Id { get; }

    public MarketplaceSite Site { get; }

    public Uri ApiHost { get; }

    /// <summary>The Media API answers at a host of its own.</summary>
    public Uri MediaHost { get; }

    public Uri TokenAddress { get; }

    /// <summary>The app's own sign-in, as it stands in a header.</summary>
    public string Basic { get; }

    public string RefreshToken { get; }

    /// <summary>Other credentials need another token.</summary>
    public string Fingerprint { get; }

    public SecretScrubber Scrubber { get; }

    public string Client { get; }

    public static bool TryOpen(StoreConnection connection, [NotNullWhen(true)] out EbayStore? store, [NotNullWhen(false)] out MarketplaceProblem? problem)
    {
        store = null;
        if (EbaySites.Find(connection.Site) is not { } site)
        {
            problem = EbayErrors.Own(ProblemCodes.Refused, $"{connection.Site} is not a site of eBay.");
            return false;
        }

        if (connection is { Endpoint: { } endpoint, EndpointIsTrusted: false } && endpoint.Scheme != Uri.UriSchemeHttps)
        {
            problem = EbayErrors.Own(ProblemCodes.Connection, "The store's endpoint must be https.");
            return false;
        }

        if (connection.Credential(EbayConnector.ClientId) is not { } clientId
            || connection.Credential(EbayConnector.ClientSecret) is not { } clientSecret
            || connection.Credential(EbayConnector.RefreshToken) is not { } refreshToken)
        {
            var missing = EbayConnector.CredentialFields.Where(field => field.IsRequired && connection.Credential(field.Name) is null).Select(field => field.Name);
            problem = EbayErrors.Own(ProblemCodes.Unauthorized, $"Missing: {string.Join(", ", missing)}.");
            return false;
        }

        problem = null;
        store = new(connection, site, clientId, clientSecret, refreshToken);
        return true;
    }
}
