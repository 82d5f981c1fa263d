using System.Text.Json;
using MainImageHub.Simulator.Traffic;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Shopify;

/// <summary>What a token lets in: one app into one shop.</summary>
internal sealed record ShopifyGrant(string Shop, string ClientId, DateTimeOffset Expires) : Grant(Expires);

/// <summary>The client credentials grant: any complete credentials are good, incomplete ones get OAuth's words.</summary>
internal sealed class ShopifyTokens(SimulatedWorld world) : IMarketplaceState
{
    /// <summary>Says which shop is meant, since here all shops share a host. Real ones have a host each.</summary>
    public const string ShopHeader = "X-Shopify-Shop-Domain";

    private const string Scopes = "read_products,write_products,write_files";

    private readonly TokenDesk<ShopifyGrant> _desk = new(world);

    public static IReadOnlyList<string> Granted { get; } = Scopes.Split(',');

    public string Marketplace => "shopify.tokens";

    public ShopifyGrant? Find(string token) => _desk.FindLive(token);

    public Task<IResult> GrantAsync(HttpContext http, string body)
    {
        var field = OAuth.Fields(OAuth.IsForm(http) ? body : "");
        var (client, secret) = (field("client_id"), field("client_secret"));
        if (field("grant_type") != "client_credentials")
        {
            return OAuth.No(400, "unsupported_grant_type", "The grant type must be client_credentials.");
        }

        if (client.Length == 0 || secret.Length == 0)
        {
            return OAuth.No(401, "invalid_client", "Client authentication failed.");
        }

        var token = TokenDesk.NewText("shpat_", bytes: 16);
        var shop = http.Request.Headers[ShopHeader].ToString() is { Length: > 0 } named ? named.ToLowerInvariant() : $"{client}.myshopify.com";
        _desk.Add(token, new ShopifyGrant(shop, client, _desk.Expiry));
        return Task.FromResult(Results.Json(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["access_token"] = token,
            ["scope"] = Scopes,
            ["expires_in"] = (int)world.Options.TokenLifetime.TotalSeconds,
        }));
    }

    public void ExpireAll() => _desk.ExpireAll();

    public JsonElement Save(JsonSerializerOptions options) => _desk.Save(options);

    public void Load(JsonElement state, JsonSerializerOptions options) => _desk.Load(state, options);
}
