using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using MainImageHub.Simulator.Traffic;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.TikTokShop;

/// <summary>Who an access token speaks for, and with which secret its calls are signed.</summary>
internal sealed record TikTokGrant(string AppKey, string AppSecret, string RefreshToken, DateTimeOffset Expires) : Grant(Expires);

/// <summary>
/// Refresh tokens for access tokens. Any complete credentials are good. A refresh token that calls itself <c>single-use</c> is the hard kind: it is
/// answered with another one, is dead from then on, and so is the access token that was got with it before.
/// </summary>
internal sealed class TikTokTokens(SimulatedWorld world) : IMarketplaceState
{
    public const string SingleUse = "single-use";

    private const string Scopes = "seller.authorization.info,seller.product.basic,seller.product.write,data.shop_analytics.public.read";

    private readonly Lock _gate = new();
    private readonly TokenDesk<TikTokGrant> _desk = new(world);
    private HashSet<string> _dead = new(StringComparer.Ordinal);

    public string Marketplace => "tiktokshop.tokens";

    public TikTokGrant? Find(string token) => _desk.Find(token);

    public bool IsLive(TikTokGrant grant) => _desk.IsLive(grant);

    public IResult Refresh(IQueryCollection query)
    {
        var (key, secret, refresh) = (query["app_key"].ToString(), query["app_secret"].ToString(), query["refresh_token"].ToString());
        if (query["grant_type"] != "refresh_token" || key.Length == 0 || secret.Length == 0 || refresh.Length == 0)
        {
            return TikTokAnswers.No(36004004, "Invalid auth param: app_key, app_secret, refresh_token and grant_type=refresh_token are required.");
        }

        var now = world.Clock.RealNow;
        var expires = _desk.Expiry;
        var token = TokenDesk.NewText("TTP_", bytes: 24);
        var next = refresh;
        lock (_gate)
        {
            if (_dead.Contains(refresh))
            {
                return TikTokAnswers.No(36004005, "can not find related auth record");
            }

            if (refresh.Contains(SingleUse, StringComparison.Ordinal))
            {
                next = TokenDesk.NewText($"TTPR_{SingleUse}_", bytes: 16);
                _dead.Add(refresh);
                _desk.Forget(grant => grant.RefreshToken == refresh);
            }
        }

        _desk.Add(token, new TikTokGrant(key, secret, next, expires));
        return TikTokAnswers.Ok(new JsonObject
        {
            ["access_token"] = token,
            ["access_token_expire_in"] = expires.ToUnixTimeSeconds(),
            ["refresh_token"] = next,
            ["refresh_token_expire_in"] = now.AddDays(365).ToUnixTimeSeconds(),
            ["open_id"] = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key)))[..24],
            ["seller_name"] = key,
            ["seller_base_region"] = "US",
            ["user_type"] = 0,
            ["granted_scopes"] = new JsonArray([.. Scopes.Split(',').Select(scope => (JsonNode)scope)]),
        });
    }

    public void ExpireAll() => _desk.ExpireAll();

    public JsonElement Save(JsonSerializerOptions options)
    {
        lock (_gate)
        {
            return JsonSerializer.SerializeToElement(new State(_desk.Live(), [.. _dead]), options);
        }
    }

    public void Load(JsonElement state, JsonSerializerOptions options)
    {
        var saved = state.Deserialize<State>(options)!;
        _desk.Restore(saved.Grants);
        lock (_gate)
        {
            _dead = new(saved.Dead, StringComparer.Ordinal);
        }
    }

    private sealed record State(Dictionary<string, TikTokGrant> Grants, List<string> Dead);
}
