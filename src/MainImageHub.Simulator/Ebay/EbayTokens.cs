using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MainImageHub.Simulator.World;
using Microsoft.AspNetCore.WebUtilities;

namespace MainImageHub.Simulator.Ebay;

/// <summary>What a token lets in: one seller's account, for what it was asked for.</summary>
internal sealed record EbayGrant(string Seller, string Scopes, DateTimeOffset Expires);

/// <summary>
/// The sign-in. Any complete credentials are good, incomplete ones get OAuth's words. eBay knows the account by the consent alone, so here the
/// refresh token is the seller's name.
/// </summary>
internal sealed class EbayTokens(SimulatedWorld world) : IMarketplaceState
{
    public const string Inventory = "https://api.ebay.com/oauth/api_scope/sell.inventory";
    public const string Analytics = "https://api.ebay.com/oauth/api_scope/sell.analytics.readonly";

    private static readonly string[] Consented = [Inventory, Analytics];

    private readonly ConcurrentDictionary<string, EbayGrant> _grants = new(StringComparer.Ordinal);

    public string Marketplace => "ebay.tokens";

    public EbayGrant? Find(string token) => _grants.TryGetValue(token, out var grant) && grant.Expires > world.Clock.RealNow ? grant : null;

    public Task<IResult> GrantAsync(HttpContext http, string body)
    {
        if (http.Request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
        {
            return Error(400, "invalid_request", "The request must be application/x-www-form-urlencoded.");
        }

        var form = QueryHelpers.ParseQuery(body);
        string Field(string name) => form.TryGetValue(name, out var values) ? values.ToString() : "";
        var scopes = Field("scope").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (Field("grant_type"), Field("refresh_token")) switch
        {
            _ when !NamesApp(http) => Error(401, "invalid_client", "client authentication failed"),
            (not "refresh_token", _) => Error(400, "unsupported_grant_type", "grant type in request is not supported by the authorization server"),
            (_, "") => Error(400, "invalid_grant", "the provided authorization refresh token is invalid or was issued to another client"),
            _ when scopes.Except(Consented, StringComparer.Ordinal).Any() => Error(400, "invalid_scope", "The requested scope is invalid, unknown, malformed, or exceeds the scope granted to the client"),
            var (_, refresh) => Task.FromResult(Issue(refresh, scopes.Length == 0 ? Consented : scopes)),
        };
    }

    public static IResult Failure(int status) => Results.Json(
        new { error = status switch { 401 or 403 => "invalid_client", 400 => "invalid_request", 429 => "slow_down", _ => "server_error" }, error_description = "The authorization server could not fulfil the request." },
        statusCode: status);

    public void ExpireAll() => _grants.Clear();

    public JsonElement Save(JsonSerializerOptions options) => JsonSerializer.SerializeToElement(_grants.Where(g => g.Value.Expires > world.Clock.RealNow).ToDictionary(StringComparer.Ordinal), options);

    public void Load(JsonElement state, JsonSerializerOptions options)
    {
        foreach (var (token, grant) in state.Deserialize<Dictionary<string, EbayGrant>>(options)!)
        {
            _grants[token] = grant;
        }
    }

    private IResult Issue(string seller, string[] scopes)
    {
        var token = "v^1.1#i^1#p^3#r^0#" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(48));
        _grants[token] = new EbayGrant(seller, string.Join(' ', scopes), world.Clock.RealNow + world.Options.TokenLifetime);
        lock (world.Gate)
        {
            world.Touch();
        }

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

    private static Task<IResult> Error(int status, string error, string description) =>
        Task.FromResult(Results.Json(new { error, error_description = description }, statusCode: status));
}
