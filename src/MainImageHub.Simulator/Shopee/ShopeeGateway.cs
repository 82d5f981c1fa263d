using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MainImageHub.Simulator.Traffic;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Shopee;

/// <param name="Name">As the reference names it, in camelCase.</param>
/// <param name="Query">What may stand in the query beside what all calls have.</param>
/// <param name="OfShop">Signed with the shop's token; the others with the partner's key alone.</param>
/// <param name="IsUpload">A form with files; other changes are JSON.</param>
internal sealed record ShopeeOperation(string Name, string[] Query, bool OfShop = true, bool IsUpload = false);

/// <summary>One call that was let in.</summary>
/// <param name="Shop">The shop it is about; empty for calls about none.</param>
internal sealed record ShopeeCall(HttpContext Http, string Body, string Partner, string Shop)
{
    public string? Query(string name) => Http.Request.Query.TryGetValue(name, out var values) ? values[0] : null;

    public IReadOnlyList<string> QueryList(string name) => [.. Http.Request.Query[name].OfType<string>()];

    /// <summary>Numbers of items, joined by commas; null where one of them is none, or there are too many.</summary>
    public IReadOnlyList<string>? ItemIds(int most = 50)
    {
        var ids = (Query("item_id_list") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        return ids.Length == 0 || ids.Length > most || !Array.TrueForAll(ids, id => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out _)) ? null : ids;
    }

    public JsonObject? Json()
    {
        try
        {
            return JsonNode.Parse(Body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The way through every call: planned faults, partner, time, token, shop, signature, parameters, rate, then the call itself.</summary>
internal sealed class ShopeeGateway(SimulatedWorld world, OperationRunner runner, ShopeeTokens tokens, TokenBuckets buckets)
{
    // Shopee tells no figures; somewhere a limit must be, so that clients are tried against one.
    private const int PerSecond = 20;

    // A form around ten megabytes.
    private const int LargestUpload = 11 * 1024 * 1024;
    private const int LargestBody = 1_000_000;

    private static readonly TimeSpan Oldest = TimeSpan.FromMinutes(5);

    private static readonly string[] Common = ["partner_id", "timestamp", "sign"];

    private static readonly string[] OfShops = ["access_token", "shop_id"];

    /// <summary>A key never travels, so it has to be known: here by the partner's number.</summary>
    public static string KeyOf(string partner) => $"simulated-partnerKey-{partner}";

    public Task RunAsync(HttpContext http, ShopeeOperation operation, Func<ShopeeCall, IResult> run) => RunAsync(http, operation, call => Task.FromResult(run(call)));

    public Task RunAsync(HttpContext http, ShopeeOperation operation, Func<ShopeeCall, Task<IResult>> run) =>
        runner.RunAsync(
            http,
            $"shopee/{operation.Name}",
            ShopeeAnswers.ForStatus,
            body => Admit(http, operation, body, out var call) is { } refused ? Task.FromResult(refused) : run(call!),
            operation.IsUpload ? LargestUpload : LargestBody);

    private IResult? Admit(HttpContext http, ShopeeOperation operation, string body, out ShopeeCall? call)
    {
        call = null;
        var query = http.Request.Query;
        var (partner, timestamp, shop, token) = (query["partner_id"].ToString(), query["timestamp"].ToString(), operation.OfShop ? query["shop_id"].ToString() : "", operation.OfShop ? query["access_token"].ToString() : "");
        if (Missing(query, operation) is { } missing)
        {
            return ShopeeAnswers.No("error_param", missing, 403);
        }

        if (Time(timestamp) is { } wrong)
        {
            return ShopeeAnswers.No("error_param", wrong, 403);
        }

        var grant = tokens.FindLive(token);
        if (operation.OfShop && grant is null)
        {
            return ShopeeAnswers.No("invalid_acceess_token", "Invalid access_token, please have a check.", 403);
        }

        if (grant is not null && (grant.Partner != partner || grant.Shop != shop))
        {
            return ShopeeAnswers.No("partner_shop_no_link", "Invalid partner_id or shop_id, please have a check.", 403);
        }

        if (query["sign"] != Sign(http, partner, timestamp, token, shop))
        {
            return ShopeeAnswers.No("error_sign", $"Wrong sign. (The simulated partner {partner} has the key {KeyOf(partner)}.)", 403);
        }

        if (query.Keys.FirstOrDefault(name => !Common.Contains(name) && !(operation.OfShop && OfShops.Contains(name)) && !operation.Query.Contains(name)) is { } unknown)
        {
            return ShopeeAnswers.Wrong($"{unknown} is not known");
        }

        if (HttpMethods.IsPost(http.Request.Method) && http.Request.ContentType?.StartsWith(operation.IsUpload ? "multipart/form-data" : "application/json", StringComparison.OrdinalIgnoreCase) != true)
        {
            return ShopeeAnswers.Wrong($"{http.Request.ContentType} is not the content type of this call");
        }

        if (!buckets.TryTake($"shopee\n{partner}\n{shop}\n{operation.Name}", PerSecond, PerSecond))
        {
            return ShopeeAnswers.ForStatus(429);
        }

        call = new ShopeeCall(http, body, partner, shop);
        return null;
    }

    private static string? Missing(IQueryCollection query, ShopeeOperation operation) =>
        query["partner_id"].ToString().Length == 0 ? "There is no partner_id in query."
        : !uint.TryParse(query["partner_id"], NumberStyles.None, CultureInfo.InvariantCulture, out _) ? "Partner_id is invalid, should be an integer between 0 and 4294967295."
        : query["sign"].ToString().Length == 0 ? "There is no sign in query."
        : !operation.OfShop ? null
        : query["access_token"].ToString().Length == 0 ? "There is no access_token in query."
        : query["shop_id"].ToString().Length == 0 ? "There is no shop_id in query."
        : !uint.TryParse(query["shop_id"], NumberStyles.None, CultureInfo.InvariantCulture, out _) ? "shop_id is invalid, should be an integer between 0 and 4294967295."
        : null;

    private string? Time(string timestamp) =>
        timestamp.Length == 0 ? "no timestamp."
        : !uint.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? "Timestamp is invalid, should be an integer between 0 and 4294967295."
        : DateTimeOffset.FromUnixTimeSeconds(seconds) < world.Clock.RealNow - Oldest ? "Timestamp is expired."
        : DateTimeOffset.FromUnixTimeSeconds(seconds) > world.Clock.RealNow + Oldest ? "Invalid timestamp"
        : null;

    /// <summary>apis.md 11, written once more and not taken over: partner, path, time, token, shop.</summary>
    private static string Sign(HttpContext http, string partner, string timestamp, string token, string shop)
    {
        var path = http.Request.Path.Value!;
        var text = partner + path[path.IndexOf("/api/v2/", StringComparison.Ordinal)..] + timestamp + token + shop;
        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(KeyOf(partner)), Encoding.UTF8.GetBytes(text)));
    }
}
