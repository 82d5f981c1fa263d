using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MainImageHub.Simulator.Traffic;
using MainImageHub.Simulator.World;
using Microsoft.AspNetCore.WebUtilities;

namespace MainImageHub.Simulator.Lazada;

/// <param name="Name">As the reference names it, in camelCase.</param>
/// <param name="Parameters">What may stand there beside what all calls have.</param>
/// <param name="OfSeller">Carries an access token; a sign-in does not.</param>
/// <param name="IsUpload">A form with files, which are not signed.</param>
internal sealed record LazadaOperation(string Name, string[] Parameters, bool OfSeller = true, bool IsUpload = false);

/// <summary>One call that was let in.</summary>
/// <param name="AppKey">Whose; here it is the seller as well.</param>
/// <param name="Parameters">Its own, from the address and from a form.</param>
internal sealed record LazadaCall(HttpContext Http, string Body, string AppKey, IReadOnlyDictionary<string, string> Parameters)
{
    public string? Parameter(string name) => Parameters.GetValueOrDefault(name);

    public JsonObject? Payload()
    {
        try
        {
            return JsonNode.Parse(Parameter("payload") ?? "") as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The way through every call: planned faults, what all calls have, time, signature, token, parameters, rate, then the call itself.</summary>
internal sealed class LazadaGateway(SimulatedWorld world, OperationRunner runner, LazadaTokens tokens, TokenBuckets buckets)
{
    // Lazada tells no figures; somewhere a limit must be, so that clients are tried against one.
    private const int PerSecond = 20;

    // A form around three megabytes, and what is too large must be told from what is not read.
    private const int LargestUpload = 8 * 1024 * 1024;
    private const int LargestBody = 1_000_000;

    private const int LongestKey = 18;

    private static readonly TimeSpan FarthestOff = TimeSpan.FromSeconds(7200);

    private static readonly string[] Common = ["app_key", "timestamp", "sign_method", "sign"];

    /// <summary>A secret never travels, so it has to be known: here by the app's key.</summary>
    public static string SecretOf(string appKey) => $"simulated-appSecret-{appKey}";

    public Task RunAsync(HttpContext http, LazadaOperation operation, Func<LazadaCall, IResult> run) => RunAsync(http, operation, call => Task.FromResult(run(call)));

    public Task RunAsync(HttpContext http, LazadaOperation operation, Func<LazadaCall, Task<IResult>> run) =>
        runner.RunAsync(
            http,
            $"lazada/{operation.Name}",
            LazadaAnswers.ForStatus,
            body => Admit(http, operation, body, out var call) is { } refused ? Task.FromResult(refused) : run(call!),
            operation.IsUpload ? LargestUpload : LargestBody);

    private IResult? Admit(HttpContext http, LazadaOperation operation, string body, out LazadaCall? call)
    {
        call = null;
        if (Read(http, operation, body) is not { } all)
        {
            return LazadaAnswers.Wrong("a parameter stands there twice, or the content type is not that of this call");
        }

        string[] wanted = operation.OfSeller ? [.. Common, "access_token"] : Common;
        if (Array.Find(wanted, name => !all.TryGetValue(name, out var value) || value.Length == 0) is { } missing)
        {
            return LazadaAnswers.Missing(missing);
        }

        var appKey = all["app_key"];
        if (appKey.Length > LongestKey || !appKey.All(char.IsAsciiDigit))
        {
            return LazadaAnswers.No("InvalidAppKey", "The specified App Key is invalid");
        }

        if (!long.TryParse(all["timestamp"], NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) || milliseconds > 253_402_300_799_000
            || (world.Clock.RealNow - DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)).Duration() > FarthestOff)
        {
            return LazadaAnswers.No("IllegalTimestamp", "The specified timestamp is invalid or expired");
        }

        if (all["sign_method"] != "sha256" || all["sign"] != Sign(http, appKey, all))
        {
            return LazadaAnswers.No("IncompleteSignature", $"The request signature does not conform to platform standards (the simulated app {appKey} has the secret {SecretOf(appKey)})");
        }

        if (operation.OfSeller && tokens.FindLive(all["access_token"])?.AppKey != appKey)
        {
            return LazadaAnswers.No("IllegalAccessToken", "The specified access token is invalid or expired");
        }

        var own = all.Where(pair => !wanted.Contains(pair.Key)).ToDictionary(StringComparer.Ordinal);
        if (own.Keys.FirstOrDefault(name => !operation.Parameters.Contains(name)) is { } unknown)
        {
            return LazadaAnswers.Wrong($"{unknown} is not known");
        }

        if (!buckets.TryTake($"lazada\n{appKey}\n{operation.Name}", PerSecond, PerSecond))
        {
            return LazadaAnswers.No("ApiCallLimit", "Api access frequency exceeds the limit. this ban will last 1 seconds");
        }

        call = new LazadaCall(http, body, appKey, own);
        return null;
    }

    /// <summary>All parameters, wherever they stand; null where one stands there twice, or the body is of another kind.</summary>
    private static Dictionary<string, string>? Read(HttpContext http, LazadaOperation operation, string body)
    {
        var type = http.Request.ContentType ?? "";
        var isForm = type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);
        if (HttpMethods.IsPost(http.Request.Method) && (operation.IsUpload ? !type.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) : !isForm))
        {
            return null;
        }

        var pairs = http.Request.Query.Concat(isForm ? QueryHelpers.ParseQuery(body) : []).ToList();
        return pairs.Exists(pair => pair.Value.Count != 1) || pairs.DistinctBy(pair => pair.Key, StringComparer.Ordinal).Count() != pairs.Count
            ? null
            : pairs.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
    }

    /// <summary>apis.md 11, written once more and not taken over: path, then names and values in the order of the names.</summary>
    private static string Sign(HttpContext http, string appKey, Dictionary<string, string> all)
    {
        var path = http.Request.Path.Value!;
        var names = all.Keys.Where(name => name != "sign").ToArray();
        Array.Sort(names, StringComparer.Ordinal);
        var text = path[(path.IndexOf("/rest/", StringComparison.Ordinal) + "/rest".Length)..] + string.Concat(names.Select(name => name + all[name]));
        return Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(SecretOf(appKey)), Encoding.UTF8.GetBytes(text)));
    }
}
