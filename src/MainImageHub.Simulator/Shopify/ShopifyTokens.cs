using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using MainImageHub.Simulator.World;
using Microsoft.AspNetCore.WebUtilities;

namespace MainImageHub.Simulator.Shopify;

/// <summary>What a token lets in: one app into one shop.</summary>
internal sealed record ShopifyGrant(string Shop, string ClientId, DateTimeOffset Expires);

/// <summary>The client credentials grant: any complete credentials are good, incomplete ones get OAuth's words.</summary>
internal sealed class ShopifyTokens(SimulatedWorld world) : IMarketplaceState
{
    /// <summary>Says which shop is meant, since here all shops share a host. Real ones have a host each.</summary>
    public const string ShopHeader = "X-Shopify-Shop-Domain";

    private const string Scopes = "read_products,write_products,write_files";

    private readonly ConcurrentDictionary<string, ShopifyGrant> _grants = new(StringComparer.Ordinal);

    public static IReadOnlyList<string> Granted { get; } = Scopes.Split(',');

    public string Marketplace => "shopify.tokens";

    public ShopifyGrant? Find(string token) => _grants.TryGetValue(token, out var grant) && grant.Expires > world.Clock.RealNow ? grant : null;

    public Task<IResult> GrantAsync(HttpContext http, string body)
    {
        var form = QueryHelpers.ParseQuery(http.Request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true ? body : "");
        string Field(string name) => form.TryGetValue(name, out var values) ? values.ToString() : "";
        var (client, secret) = (Field("client_id"), Field("client_secret"));
        if (Field("grant_type") != "client_credentials")
        {
            return Error(400, "unsupported_grant_type", "The grant type must be client_credentials.");
        }

        if (client.Length == 0 || secret.Length == 0)
        {
            return Error(401, "invalid_client", "Client authentication failed.");
        }

        var token = "shpat_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var shop = http.Request.Headers[ShopHeader].ToString() is { Length: > 0 } named ? named.ToLowerInvariant() : $"{client}.myshopify.com";
        _grants[token] = new ShopifyGrant(shop, client, world.Clock.RealNow + world.Options.TokenLifetime);
        lock (world.Gate)
        {
            world.Touch();
        }

        return Task.FromResult(Results.Json(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["access_token"] = token,
            ["scope"] = Scopes,
            ["expires_in"] = (int)world.Options.TokenLifetime.TotalSeconds,
        }));
    }

    public static IResult Failure(int status) => Results.Json(
        new { error = status switch { 401 or 403 => "invalid_client", 400 => "invalid_request", 429 => "slow_down", _ => "server_error" }, error_description = "The authorization server could not fulfil the request." },
        statusCode: status);

    public void ExpireAll() => _grants.Clear();

    public JsonElement Save(JsonSerializerOptions options) => JsonSerializer.SerializeToElement(_grants.Where(g => g.Value.Expires > world.Clock.RealNow).ToDictionary(StringComparer.Ordinal), options);

    public void Load(JsonElement state, JsonSerializerOptions options)
    {
        foreach (var (token, grant) in state.Deserialize<Dictionary<string, ShopifyGrant>>(options)!)
        {
            _grants[token] = grant;
        }
    }

    private static Task<IResult> Error(int status, string error, string description) =>
        Task.FromResult(Results.Json(new { error, error_description = description }, statusCode: status));
}
