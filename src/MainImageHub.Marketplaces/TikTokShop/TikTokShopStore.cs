using System.Diagnostics.CodeAnalysis;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.TikTokShop;

/// <summary>A store connection made ready for calls: credentials present, site known, hosts chosen.</summary>
internal sealed class TikTokShopStore
{
    private static readonly Uri Api = new("https://open-api.tiktokglobalshop.com");
    private static readonly Uri Auth = new("https://auth.tiktok-shops.com");

    private TikTokShopStore(StoreConnection connection, MarketplaceSite site)
    {
        (Connection, Site) = (connection, site);
        (AppKey, AppSecret) = (connection.Credential(TikTokShopConnector.AppKey)!, connection.Credential(TikTokShopConnector.AppSecret)!);
        Host = connection.Endpoint ?? Api;
        Scrubber = StoreChecks.Scrubber(connection, TikTokShopConnector.CredentialFields);
        Client = MarketplacesModule.ClientName(TikTokShopConnector.Code, connection.EndpointIsTrusted);
        Fingerprint = AccessTokens.Fingerprint(AppKey, AppSecret, connection.Credential(TikTokShopConnector.RefreshToken)!, TokenAddress.AbsoluteUri);
    }

    public StoreConnection Connection { get; }

    public Guid Id => Connection.StoreId;

    public MarketplaceSite Site { get; }

    public string AppKey { get; }

    public string AppSecret { get; }

    /// <summary>Which of several shops of one country is meant; null where there is one.</summary>
    public string? ShopCode => Connection.Credential(TikTokShopConnector.ShopCode);

    /// <summary>Of what people entered: what TikTok renews since does not change whose store it is.</summary>
    public string Fingerprint { get; }

    public SecretScrubber Scrubber { get; }

    public string Client { get; }

    public Uri Host { get; }

    public Uri TokenAddress => new($"{(Connection.Endpoint ?? Auth).AbsoluteUri.TrimEnd('/')}/api/v2/token/refresh");

    public static bool TryOpen(StoreConnection connection, [NotNullWhen(true)] out TikTokShopStore? store, [NotNullWhen(false)] out MarketplaceProblem? problem)
    {
        store = null;
        problem = StoreChecks.Problem(TikTokShopErrors.Name, connection, TikTokShopSites.All, TikTokShopConnector.CredentialFields);
        if (problem is not null)
        {
            return false;
        }

        store = new(connection, TikTokShopSites.All.First(each => each.Code == connection.Site));
        return true;
    }
}
