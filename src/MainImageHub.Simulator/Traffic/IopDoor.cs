using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MainImageHub.Simulator.World;
using Microsoft.AspNetCore.WebUtilities;

namespace MainImageHub.Simulator.Traffic;

/// <param name="Name">For faults and the log.</param>
/// <param name="Parameters">What may stand there beside what all calls have.</param>
/// <param name="OfSeller">Carries an access token; a sign-in does not.</param>
/// <param name="IsUpload">A form with a file, which is not signed; the texts beside it are.</param>
internal sealed record IopOperation(string Name, string[] Parameters, bool OfSeller = true, bool IsUpload = false)
{
    /// <summary>What all calls have, but for the token.</summary>
    public string[] Common { get; init; } = ["app_key", "timestamp", "sign_method", "sign"];

    /// <summary>How the token is called.</summary>
    public string Token { get; init; } = "access_token";

    /// <summary>What the signature begins with: the path below <c>/rest</c>, or nothing where a parameter names the call.</summary>
    public bool SignsPath { get; init; } = true;
}

/// <summary>One call that was let in.</summary>
/// <param name="AppKey">Whose; here it is the seller as well.</param>
/// <param name="Parameters">Its own, from the address and from a form.</param>
/// <param name="Files">Of a form.</param>
internal sealed record IopCall(HttpContext Http, string AppKey, IReadOnlyDictionary<string, string> Parameters, IReadOnlyList<FormPart> Files)
{
    public string? Parameter(string name) => Parameters.GetValueOrDefault(name);

    /// <summary>A parameter that is an object; null where it is none.</summary>
    public JsonObject? Json(string name)
    {
        try
        {
            return JsonNode.Parse(Parameter(name) ?? "") as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Why a call was not let in.</summary>
/// <param name="Code">The gateway's word; null where each marketplace has its own for a call of a wrong form.</param>
/// <param name="Message">What it says.</param>
internal sealed record IopRefusal(string? Code, string Message);

/// <summary>
/// The way in at the gateway that Lazada and AliExpress share (Alibaba's international open platform): what all calls have, app key, time, signature, token,
/// parameters, rate.
/// </summary>
internal sealed class IopDoor(SimulatedWorld world, TokenBuckets buckets)
{
    // A form around three megabytes, and what is too large must be told from what is not read.
    public const int LargestUpload = 8 * 1024 * 1024;
    public const int LargestBody = 1_000_000;

    // None of them tells figures; somewhere a limit must be, so that clients are tried against one.
    private const int PerSecond = 20;

    private const int LongestKey = 18;

    private static readonly TimeSpan FarthestOff = TimeSpan.FromSeconds(7200);

    /// <summary>A secret never travels, so it has to be known: here by the app's key.</summary>
    public static string SecretOf(string appKey) => $"simulated-appSecret-{appKey}";

    /// <summary>Reads all parameters, wherever they stand; null where one stands there twice, or the body is of another kind than the call wants.</summary>
    public static async Task<(IReadOnlyDictionary<string, string> Texts, IReadOnlyList<FormPart> Files)?> ReadAsync(HttpContext http, string body, bool isUpload)
    {
        var type = http.Request.ContentType ?? "";
        var isForm = type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);
        if (HttpMethods.IsPost(http.Request.Method) && (isUpload ? !type.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) : !isForm))
        {
            return null;
        }

        var parts = isUpload ? await FormParts.ReadAsync(http, body) ?? [] : [];
        var pairs = http.Request.Query.Concat(isForm ? QueryHelpers.ParseQuery(body) : []).SelectMany(pair => pair.Value.Select(value => (pair.Key, Value: value ?? "")))
            .Concat(parts.Where(part => !part.IsFile).Select(part => (Key: part.Name, Value: part.Text))).ToList();
        return pairs.DistinctBy(pair => pair.Key, StringComparer.Ordinal).Count() != pairs.Count
            ? null
            : (pairs.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal), [.. parts.Where(part => part.IsFile)]);
    }

    public async Task<(IopCall? Call, IopRefusal? Refusal)> AdmitAsync(HttpContext http, IopOperation operation, string body, IopTokens tokens)
    {
        if (await ReadAsync(http, body, operation.IsUpload) is not (var all, var files))
        {
            return (null, new(null, "a parameter stands there twice, or the content type is not that of this call"));
        }

        string[] wanted = operation.OfSeller ? [.. operation.Common, operation.Token] : operation.Common;
        if (Array.Find(wanted, name => !all.TryGetValue(name, out var value) || value.Length == 0) is { } missing)
        {
            return (null, new("MissingParameter", $"The input parameter \"{missing}\" that is mandatory for processing this request is not supplied."));
        }

        if (Identity(http, operation, all, tokens) is { } refused)
        {
            return (null, refused);
        }

        var own = all.Where(pair => !wanted.Contains(pair.Key)).ToDictionary(StringComparer.Ordinal);
        if (own.Keys.FirstOrDefault(name => !operation.Parameters.Contains(name)) is { } unknown)
        {
            return (null, new(null, $"{unknown} is not known"));
        }

        var appKey = all["app_key"];
        return buckets.TryTake($"{tokens.Shop}\n{appKey}\n{operation.Name}", PerSecond, PerSecond)
            ? (new(http, appKey, own, files), null)
            : (null, new("ApiCallLimit", "Api access frequency exceeds the limit. this ban will last 1 seconds"));
    }

    private IopRefusal? Identity(HttpContext http, IopOperation operation, IReadOnlyDictionary<string, string> all, IopTokens tokens)
    {
        var appKey = all["app_key"];
        if (appKey.Length > LongestKey || !appKey.All(char.IsAsciiDigit))
        {
            return new("InvalidAppKey", "The specified App Key is invalid");
        }

        if (!long.TryParse(all["timestamp"], NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) || milliseconds > 253_402_300_799_000
            || (world.Clock.RealNow - DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)).Duration() > FarthestOff)
        {
            return new("IllegalTimestamp", "The specified timestamp is invalid or expired");
        }

        if (all["sign_method"] != "sha256" || all["sign"] != Sign(http, operation, all))
        {
            return new("IncompleteSignature", $"The request signature does not conform to platform standards (the simulated app {appKey} has the secret {SecretOf(appKey)})");
        }

        return operation.OfSeller && tokens.FindLive(all[operation.Token])?.AppKey != appKey ? new("IllegalAccessToken", "The specified access token is invalid or expired") : null;
    }

    /// <summary>apis.md 11, written once more and not taken over: the path where it names the call, then names and values in the order of the names.</summary>
    private static string Sign(HttpContext http, IopOperation operation, IReadOnlyDictionary<string, string> all)
    {
        var path = http.Request.Path.Value!;
        var names = all.Keys.Where(name => name != "sign").ToArray();
        Array.Sort(names, StringComparer.Ordinal);
        var text = (operation.SignsPath ? path[(path.IndexOf("/rest/", StringComparison.Ordinal) + "/rest".Length)..] : "") + string.Concat(names.Select(name => name + all[name]));
        return Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(SecretOf(all["app_key"])), Encoding.UTF8.GetBytes(text)));
    }
}
