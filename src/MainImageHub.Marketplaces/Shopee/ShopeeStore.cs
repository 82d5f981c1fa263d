using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using MainImageHub.Domain.Rules;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Shopee;

/// <summary>A store connection made ready for calls: credentials present, site known, host chosen.</summary>
internal sealed class ShopeeStore
{
    private static readonly Uri Api = new("https://partner.shopeemobile.com");

    private static readonly LocalText NoNumbers = new(
        "The partner ID and the shop ID are numbers. Copy them from the Open Platform Console and from the address that Shopee leads back to after the seller has authorised the app.",
        "Partner ID 和店铺 ID 都是数字。请从 Shopee 开放平台控制台以及卖家授权后跳转回来的网址中复制。");

    private ShopeeStore(StoreConnection connection, MarketplaceSite site)
    {
        (Connection, Site) = (connection, site);
        (PartnerId, PartnerKey, ShopId) = (connection.Credential(ShopeeConnector.PartnerId)!, connection.Credential(ShopeeConnector.PartnerKey)!, connection.Credential(ShopeeConnector.ShopId)!);
        Host = connection.Endpoint ?? Api;
        Scrubber = StoreChecks.Scrubber(connection, ShopeeConnector.CredentialFields);
        Client = MarketplacesModule.ClientName(ShopeeConnector.Code, connection.EndpointIsTrusted);
        Fingerprint = AccessTokens.Fingerprint(PartnerId, PartnerKey, ShopId, connection.Credential(ShopeeConnector.RefreshToken)!, Host.AbsoluteUri);
    }

    public StoreConnection Connection { get; }

    public Guid Id => Connection.StoreId;

    public MarketplaceSite Site { get; }

    public string PartnerId { get; }

    public string PartnerKey { get; }

    public string ShopId { get; }

    /// <summary>Of what people entered: what Shopee renews since does not change whose store it is.</summary>
    public string Fingerprint { get; }

    public SecretScrubber Scrubber { get; }

    public string Client { get; }

    public Uri Host { get; }

    public static bool TryOpen(StoreConnection connection, [NotNullWhen(true)] out ShopeeStore? store, [NotNullWhen(false)] out MarketplaceProblem? problem)
    {
        store = null;
        problem = StoreChecks.Problem(ShopeeErrors.Name, connection, ShopeeSites.All, ShopeeConnector.CredentialFields);
        if (problem is not null)
        {
            return false;
        }

        store = new(connection, ShopeeSites.All.First(each => each.Code == connection.Site));
        problem = IsNumber(store.PartnerId) && IsNumber(store.ShopId) ? null : ShopeeErrors.Own(ProblemCodes.Unauthorized, NoNumbers);
        return problem is null;
    }

    private static bool IsNumber(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
