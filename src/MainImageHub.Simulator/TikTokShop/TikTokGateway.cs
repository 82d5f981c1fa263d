using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MainImageHub.Simulator.Traffic;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.TikTokShop;

/// <param name="Name">As the reference titles it, in camelCase.</param>
/// <param name="OfShop">It must say which shop it is about; the others must not.</param>
/// <param name="IsUpload">A form with a file, which is not signed; the others are JSON.</param>
internal sealed record TikTokOperation(string Name, bool OfShop = true, bool IsUpload = false);

/// <summary>One call that was let in.</summary>
/// <param name="Region">Of the shop it is about; null for calls about none.</param>
internal sealed record TikTokCall(HttpContext Http, string Body, string Seller, string? Region)
{
    public string Product => (string)Http.Request.RouteValues["product"]!;

    public string? Query(string name) => Http.Request.Query.TryGetValue(name, out var values) ? values[0] : null;

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

/// <summary>The way through every call: planned faults, app, time, token, signature, shop, rate, then the call itself.</summary>
internal sealed class TikTokGateway(SimulatedWorld world, OperationRunner runner, TikTokTokens tokens, TokenBuckets buckets)
{
    private const int PerSecond = 50;

    // An upload's form around ten megabytes.
    private const int LargestUpload = 11 * 1024 * 1024;
    private const int LargestBody = 1_000_000;

    // apis.md 4.1: not older than five minutes, not more than thirty seconds ahead.
    private static readonly TimeSpan Oldest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Newest = TimeSpan.FromSeconds(30);

    public Task RunAsync(HttpContext http, TikTokOperation operation, Func<TikTokCall, IResult> run) => RunAsync(http, operation, call => Task.FromResult(run(call)));

    public Task RunAsync(HttpContext http, TikTokOperation operation, Func<TikTokCall, Task<IResult>> run) =>
        runner.RunAsync(
            http,
            $"tiktokshop/{operation.Name}",
            TikTokAnswers.ForStatus,
            body => Admit(http, operation, body, out var call) is { } refused ? Task.FromResult(refused) : run(call!),
            operation.IsUpload ? LargestUpload : LargestBody);

    /// <summary>What a shop is called in calls: says seller and region, and is nobody else's.</summary>
    public static string Cipher(string seller, string region) => $"ROW_{Convert.ToHexString(Encoding.UTF8.GetBytes($"{region}\n{seller}"))}";

    private IResult? Admit(HttpContext http, TikTokOperation operation, string body, out TikTokCall? call)
    {
        call = null;
        var query = http.Request.Query;
        var key = query["app_key"].ToString();
        if (Clock(query["timestamp"].ToString()) is { } wrong)
        {
            return TikTokAnswers.General(wrong);
        }

        if (tokens.Find(http.Request.Headers["x-tts-access-token"].ToString()) is not { } grant)
        {
            return TikTokAnswers.General("Invalid credentials. The `x-tts-access-token` header is invalid.", 401);
        }

        if (grant.AppKey != key)
        {
            return TikTokAnswers.General("Invalid credentials. Invalid `app_key` query parameter.");
        }

        if (!tokens.IsLive(grant))
        {
            return TikTokAnswers.No(105002, "access token is expired, please refresh it", 401);
        }

        if (query["sign"].ToString() is not { Length: > 0 } sign)
        {
            return TikTokAnswers.General("Missing credentials. The request does not include a required signature in the query.");
        }

        if (sign != Sign(http, grant.AppSecret, operation.IsUpload ? "" : body))
        {
            return TikTokAnswers.No(106001, "signature is invalid, please check sign", 401);
        }

        var type = http.Request.ContentType ?? "";
        if (!type.StartsWith(operation.IsUpload ? "multipart/form-data" : "application/json", StringComparison.OrdinalIgnoreCase))
        {
            return TikTokAnswers.General("Invalid header. The `content-type` header is invalid.");
        }

        if (Shop(query, operation, grant, out var region) is { } refused)
        {
            return refused;
        }

        if (!buckets.TryTake($"tiktokshop\n{key}\n{region}\n{operation.Name}", PerSecond, PerSecond))
        {
            return TikTokAnswers.ForStatus(429);
        }

        call = new TikTokCall(http, body, grant.AppKey, region);
        return null;
    }

    private string? Clock(string timestamp) =>
        timestamp.Length != 10 || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? "Invalid timestamp. The value of the `timestamp` query parameter is invalid."
        : DateTimeOffset.FromUnixTimeSeconds(seconds) < world.Clock.RealNow - Oldest ? "Invalid timestamp. The value of the `timestamp` query parameter must not be earlier than 5 minutes before the current time."
        : DateTimeOffset.FromUnixTimeSeconds(seconds) > world.Clock.RealNow + Newest ? "Invalid timestamp. The value of the `timestamp` query parameter must not be later than 30 seconds after the current time."
        : null;

    private static IResult? Shop(IQueryCollection query, TikTokOperation operation, TikTokGrant grant, out string? region)
    {
        region = null;
        var cipher = query["shop_cipher"].ToString();
        if (!operation.OfShop)
        {
            return cipher.Length == 0 ? null : TikTokAnswers.General("Unexpected identifier. The `shop_cipher` query parameter is not required for this request.");
        }

        if (cipher.Length == 0)
        {
            return TikTokAnswers.No(106013, "The `shop_cipher` query parameter is missing.", 400);
        }

        region = TikTokCatalogue.Currencies.Keys.FirstOrDefault(each => Cipher(grant.AppKey, each) == cipher);
        return region is null ? TikTokAnswers.General("Invalid identifier. The `shop_cipher` query parameter is invalid.") : null;
    }

    /// <summary>apis.md 11, written once more and not taken over: secret, path, sorted names and values, body, secret.</summary>
    private static string Sign(HttpContext http, string secret, string body)
    {
        var path = http.Request.Path.Value!;
        var own = new[] { "/authorization/", "/product/", "/analytics/" }.Select(start => path.IndexOf(start, StringComparison.Ordinal)).Where(at => at >= 0).Min();
        var text = new StringBuilder(secret).Append(path, own, path.Length - own);
        foreach (var (name, value) in http.Request.Query.Where(q => q.Key is not ("sign" or "access_token")).OrderBy(q => q.Key, StringComparer.Ordinal))
        {
            text.Append(name).Append(value);
        }

        text.Append(body).Append(secret);
        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text.ToString())));
    }
}
