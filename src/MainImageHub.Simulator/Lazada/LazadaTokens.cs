using System.Text.Json;
using System.Text.Json.Nodes;
using MainImageHub.Simulator.Traffic;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Lazada;

/// <summary>Whom an access token lets in.</summary>
internal sealed record LazadaGrant(string AppKey, DateTimeOffset Expires) : Grant(Expires);

/// <summary>
/// Refresh tokens for access tokens. Any refresh token is good, once: it is answered with another one and is dead from then on, which is harder than the reference
/// says; what was given is good for the app it was given for.
/// </summary>
internal sealed class LazadaTokens(SimulatedWorld world, LazadaSellers sellers) : IMarketplaceState
{
    private const int RefreshSeconds = 180 * 24 * 3600;

    private readonly Lock _gate = new();
    private readonly TokenDesk<LazadaGrant> _desk = new(world);
    private HashSet<string> _dead = new(StringComparer.Ordinal);
    private Dictionary<string, string> _given = new(StringComparer.Ordinal);

    public string Marketplace => "lazada.tokens";

    public LazadaGrant? FindLive(string token) => _desk.FindLive(token);

    public IResult Refresh(LazadaCall call)
    {
        if (call.Parameter("refresh_token") is not { Length: > 0 } refresh)
        {
            return LazadaAnswers.Missing("refresh_token");
        }

        var next = TokenDesk.NewText("50001601f", bytes: 16);
        lock (_gate)
        {
            if (_dead.Contains(refresh) || (_given.TryGetValue(refresh, out var whose) && whose != call.AppKey))
            {
                return LazadaAnswers.No("IllegalRefreshToken", "The specified refresh token is invalid or expired");
            }

            _dead.Add(refresh);
            _given.Remove(refresh);
            _given[next] = call.AppKey;
        }

        var token = TokenDesk.NewText("50000600a", bytes: 16);
        _desk.Add(token, new LazadaGrant(call.AppKey, _desk.Expiry));
        string country;
        lock (world.Gate)
        {
            country = sellers.SiteOf(call.AppKey).ToLowerInvariant();
        }

        return LazadaAnswers.Bare(new JsonObject
        {
            ["access_token"] = token,
            ["expires_in"] = (int)world.Options.TokenLifetime.TotalSeconds,
            ["refresh_token"] = next,
            ["refresh_expires_in"] = RefreshSeconds,
            ["account"] = $"seller{call.AppKey}@example.com",
            ["account_id"] = null,
            ["account_platform"] = "seller_center",
            ["country"] = country,
            ["country_user_info_list"] = new JsonArray(new JsonObject { ["country"] = country, ["seller_id"] = call.AppKey, ["user_id"] = call.AppKey, ["short_code"] = LazadaSellers.ShortCode(call.AppKey, country) }),
        });
    }

    public void ExpireAll() => _desk.ExpireAll();

    public JsonElement Save(JsonSerializerOptions options)
    {
        lock (_gate)
        {
            return JsonSerializer.SerializeToElement(new State(_desk.Live(), [.. _dead], _given), options);
        }
    }

    public void Load(JsonElement state, JsonSerializerOptions options)
    {
        var saved = state.Deserialize<State>(options)!;
        _desk.Restore(saved.Grants);
        lock (_gate)
        {
            (_dead, _given) = (new(saved.Dead, StringComparer.Ordinal), new(saved.Given, StringComparer.Ordinal));
        }
    }

    private sealed record State(Dictionary<string, LazadaGrant> Grants, List<string> Dead, Dictionary<string, string> Given);
}
