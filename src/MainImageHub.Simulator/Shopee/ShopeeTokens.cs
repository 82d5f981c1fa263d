using System.Text.Json;
using System.Text.Json.Nodes;
using MainImageHub.Simulator.Traffic;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Shopee;

/// <summary>What an access token lets in: one app into one shop.</summary>
internal sealed record ShopeeGrant(string Partner, string Shop, DateTimeOffset Expires) : Grant(Expires);

/// <summary>
/// Refresh tokens for access tokens. Any refresh token is good, once: it is answered with the next one and is dead from then on. What was given is good
/// for the shop and the app that it was given for.
/// </summary>
internal sealed class ShopeeTokens(SimulatedWorld world) : IMarketplaceState
{
    private readonly Lock _gate = new();
    private readonly TokenDesk<ShopeeGrant> _desk = new(world);
    private HashSet<string> _dead = new(StringComparer.Ordinal);
    private Dictionary<string, string> _given = new(StringComparer.Ordinal);

    public string Marketplace => "shopee.tokens";

    public ShopeeGrant? FindLive(string token) => _desk.FindLive(token);

    public IResult Refresh(ShopeeCall call)
    {
        if (call.Json() is not { Count: 3 } body || !body.ContainsKey("refresh_token") || Number(body["partner_id"]) is not { } partner || Number(body["shop_id"]) is not { } shop)
        {
            return ShopeeAnswers.Wrong("refresh_token, partner_id and shop_id are required");
        }

        if (partner != call.Partner || body["refresh_token"] is not JsonValue value || !value.TryGetValue<string>(out var refresh) || refresh.Length == 0)
        {
            return ShopeeAnswers.No("error_param", partner != call.Partner ? "Invalid partner_id." : "There is no refresh_token.");
        }

        var next = TokenDesk.NewText("", bytes: 16);
        lock (_gate)
        {
            if (_dead.Contains(refresh) || (_given.TryGetValue(refresh, out var whose) && whose != $"{partner}/{shop}"))
            {
                return ShopeeAnswers.No("error_shop_refresh_token", "Your refresh token is error ,please check refresh token or shopid.", 403);
            }

            _dead.Add(refresh);
            _given.Remove(refresh);
            _given[next] = $"{partner}/{shop}";
        }

        var token = TokenDesk.NewText("", bytes: 16);
        _desk.Add(token, new ShopeeGrant(partner, shop, _desk.Expiry));
        return ShopeeAnswers.Bare(new JsonObject
        {
            ["partner_id"] = long.Parse(partner, System.Globalization.CultureInfo.InvariantCulture),
            ["shop_id"] = long.Parse(shop, System.Globalization.CultureInfo.InvariantCulture),
            ["access_token"] = token,
            ["refresh_token"] = next,
            ["expire_in"] = (int)world.Options.TokenLifetime.TotalSeconds,
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

    private static string? Number(JsonNode? node) => node is JsonValue value && value.TryGetValue<long>(out var number) && number >= 0 ? $"{number}" : null;

    private sealed record State(Dictionary<string, ShopeeGrant> Grants, List<string> Dead, Dictionary<string, string> Given);
}
