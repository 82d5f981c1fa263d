using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MainImageHub.Simulator.Traffic;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Ebay;

/// <summary>What a token lets in: one seller's account, for what it was asked for.</summary>
internal sealed record EbayGrant(string Seller, string Scopes, DateTimeOffset Expires) : Grant(Expires);

/// <summary>
/// The sign-in. Any complete credentials are good, incomplete ones get OAuth's words. eBay knows the account by the consent alone, so here the
/// refresh token is the seller's name.
/// </summary>
internal sealed class EbayTokens(SimulatedWorld world) : IMarketplaceState
{
    public const string Inventory = "https://api.ebay.com/oauth/api_scope/sell.inventory";
    public const string Analytics = "https://api.ebay.com/oauth/api_scope/sell.analytics.readonly";

    private static readonly string[] Consented = [Inventory, Analytics];

    private readonly TokenDesk<EbayGrant> _desk = new(world);

    public string Marketplace => "ebay.tokens";

    public EbayGrant? Find(string token) => _desk.FindLive(token);

    public Task<IResult> GrantAsync(HttpContext http, string body)
    {
        if (!OAuth.IsForm(http))
        {
            return OAuth.No(400, "invalid_request", "The request must be application/x-www-form-urlencoded.");
        }

        var field = OAuth.Fields(body);
        var scopes = field("scope").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (field("grant_type"), field("refresh_token")) switch
        {
            _ when !NamesApp(http) => OAuth.No(401, "invalid_client", "client authentication failed"),
            (not "refresh_token", _) => OAuth.No(400, "unsupported_grant_type", "grant type in request is not supported by the authorization server"),
            (_, "") => OAuth.No(400, "invalid_grant", "the provided authorization refresh token is invalid or was issued to another client"),
            _ when scopes.Except(Consented, StringComparer.Ordinal).Any() => OAuth.No(400, "invalid_scope", "The requested scope is invalid, unknown, malformed, or exceeds the scope granted to the client"),
            var (_, refresh) => Task.FromResult(Issue(refresh, scopes.Length == 0 ? Consented : scopes)),
        };
    }

    public void ExpireAll() => _desk.ExpireAll();

    public JsonElement Save(JsonSerializerOptions options) => _desk.Save(options);

    public void Load(JsonElement state, JsonSerializerOptions options) => _desk.Load(state, options);

    private IResult Issue(string seller, string[] scopes)
    {
        var token = "v^1.1#i^1#p^3#r^0#" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(48));
        _desk.Add(token, new EbayGrant(seller, string.Join(' ', scopes), _desk.Expiry));
        return Results.Json(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["access_token"] = token,
            ["expires_in"] = (int)world.Options.TokenLifetime.TotalSeconds,
            ["token_type"] = "User Access Token",
        });
    }

    /// <summary>App ID and Cert ID, in a Basic header.</summary>
    private static bool NamesApp(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        var text = new byte[header.Length];
        return header.StartsWith("Basic ", StringComparison.Ordinal)
            && Convert.TryFromBase64String(header["Basic ".Length..], text, out var length)
            && Encoding.UTF8.GetString(text, 0, length).Split(':', 2) is [{ Length: > 0 }, { Length: > 0 }];
    }
}
