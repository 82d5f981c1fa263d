using System.Diagnostics.CodeAnalysis;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.TikTokShop;

/// <summary>A store connection made ready for calls: credentials present, site known, hosts chosen.</summary>
internal sealed class TikTokShopStore
{
    private static readonly Uri Api = new("https://open-api.tiktokglobalshop.com");
    private static readonly Uri Auth = new("https://auth.tiktok-shops.com");

    private readonly StoreConnection connection;

    private TikTokShopStore(StoreConnection connection, MarketplaceSite site, TikTokShopGrant grant)
    {
        this.connection = connection;
        (Site, Grant) = (site, grant);
        Host = connection.Endpoint ?? Api;
        Scrubber = new(connection.Credentials.Where(each => TikTokShopConnector.CredentialFields.Any(field => field.IsSecret && field.Owns(each.Key))).Select(each => each.Value));
        Client = MarketplacesModule.ClientName(TikTokShopConnector.Code, connection.EndpointIsTrusted);
        Fingerprint = AccessTokens.Fingerprint(grant.AppKey, grant.AppSecret, connection.Credential(TikTokShopConnector.RefreshToken)!, TokenAddress.AbsoluteUri);
    }

    public Guid Id => connection.StoreId;

    public MarketplaceSite Site { get; }

    /// <summary>As the store was opened with it; renewed since, perhaps.</summary>
    public TikTokShopGrant Grant { get; }

    public ICredentialKeeper? Keeper => connection.Keeper;

    /// <summary>Which of several shops of one country is meant; null where there is one.</summary>
    public string? ShopCode => connection.Credential(TikTokShopConnector.ShopCode);

    /// <summary>Of what people entered: what TikTok renews since does not change whose store it is.</summary>
    public string Fingerprint { get; }

    public SecretScrubber Scrubber { get; }

    public string Client { get; }

    public Uri Host { get; }

    public Uri TokenAddress => new($"{(connection.Endpoint ?? Auth).AbsoluteUri.TrimEnd('/')}/api/v2/token/refresh");

    public static bool TryOpen(StoreConnection connection, [NotNullWhen(true)] out TikTokShopStore? store, [NotNullWhen(false)] out MarketplaceProblem? problem)
    {
        store = null;
        if (TikTokShopSites.All.FirstOrDefault(each => each.Code == connection.Site) is not { } site)
        {
            problem = TikTokShopErrors.Own(ProblemCodes.Refused, $"{connection.Site} is not a site of TikTok Shop.");
            return false;
        }

        if (connection is { Endpoint: { } endpoint, EndpointIsTrusted: false } && endpoint.Scheme != Uri.UriSchemeHttps)
        {
            problem = TikTokShopErrors.Own(ProblemCodes.Connection, "The store's endpoint must be https.");
            return false;
        }

        var missing = TikTokShopConnector.CredentialFields.Where(field => field.IsRequired && connection.Credential(field.Name) is null).Select(field => field.Name).ToList();
        if (missing.Count > 0)
        {
            problem = TikTokShopErrors.Own(ProblemCodes.Unauthorized, $"Missing: {string.Join(", ", missing)}.");
            return false;
        }

        problem = null;
        store = new(connection, site, TikTokShopGrant.Of(connection.Credentials));
        return true;
    }
}

/// <summary>What a token is got with, and the last one that was got.</summary>
internal sealed record TikTokShopGrant(string AppKey, string AppSecret, string RefreshToken, string? AccessToken, DateTimeOffset AccessUntil)
{
    private const string Renewed = $"{TikTokShopConnector.RefreshToken}.renewed";
    private const string Access = $"{TikTokShopConnector.RefreshToken}.access";
    private const string Until = $"{TikTokShopConnector.RefreshToken}.accessUntil";

    /// <summary>The refresh token that TikTok gave last goes before the one that a person entered.</summary>
    public static TikTokShopGrant Of(IReadOnlyDictionary<string, string> credentials) => new(
        credentials.GetValueOrDefault(TikTokShopConnector.AppKey, string.Empty).Trim(),
        credentials.GetValueOrDefault(TikTokShopConnector.AppSecret, string.Empty).Trim(),
        credentials.GetValueOrDefault(Renewed, credentials.GetValueOrDefault(TikTokShopConnector.RefreshToken, string.Empty)).Trim(),
        credentials.GetValueOrDefault(Access),
        long.TryParse(credentials.GetValueOrDefault(Until), System.Globalization.CultureInfo.InvariantCulture, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : DateTimeOffset.UnixEpoch);

    /// <summary>All credentials with what TikTok gave in the place of, and for, the refresh token that was entered.</summary>
    public static IReadOnlyDictionary<string, string> Changed(IReadOnlyDictionary<string, string> credentials, string refreshToken, string accessToken, DateTimeOffset until) =>
        new Dictionary<string, string>(credentials, StringComparer.Ordinal)
        {
            [Renewed] = refreshToken,
            [Access] = accessToken,
            [Until] = until.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture),
        };

    // Never printed: a record's own text would show the secrets.
    public override string ToString() => nameof(TikTokShopGrant);
}
