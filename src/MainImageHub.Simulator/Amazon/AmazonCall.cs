using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MainImageHub.Simulator.Traffic;

namespace MainImageHub.Simulator.Amazon;

/// <summary>An operation with its documented rate (per second) and burst, as apis.md 1.4 gives them. Rate 0: not limited.</summary>
internal sealed record AmazonOperation(string Name, double Rate, int Burst);

/// <summary>One authorised call.</summary>
internal sealed record AmazonCall(HttpContext Http, string Body, AmazonGrant Grant)
{
    public string? Query(string name) => Http.Request.Query.TryGetValue(name, out var values) ? values[0] : null;

    /// <summary>Lists come repeated or joined by commas; the models say CSV, clients do both.</summary>
    public IReadOnlyList<string> QueryList(string name) =>
        [.. Http.Request.Query[name].SelectMany(v => (v ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    public string Route(string name) => (string)Http.Request.RouteValues[name]!;

    public JsonObject? JsonBody()
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

/// <summary>The way through every SP-API operation: faults, token, rate limit, then the operation itself.</summary>
internal sealed class AmazonGateway(OperationRunner runner, AmazonTokens tokens, TokenBuckets buckets, SimulatorOptions options)
{
    public Task RunAsync(HttpContext http, AmazonOperation operation, Func<AmazonCall, Task<IResult>> run)
    {
        http.Response.Headers["x-amzn-RequestId"] = Guid.CreateVersion7().ToString();
        return runner.RunAsync(http, $"amazon/{operation.Name}", AmazonErrors.ForStatus, async body =>
        {
            if (Authorise(http, out var grant) is { } refusal)
            {
                return refusal;
            }

            var seller = http.Request.RouteValues.TryGetValue("sellerId", out var named) ? (string)named! : null;
            if (seller is not null)
            {
                tokens.Remember(grant!, seller);
            }

            if (operation.Rate > 0)
            {
                http.Response.Headers["x-amzn-RateLimit-Limit"] = (operation.Rate * options.RateLimitScale).ToString("0.0###", CultureInfo.InvariantCulture);
                if (!buckets.TryTake($"{operation.Name}\n{grant!.ClientId}\n{seller ?? grant.RefreshToken}", operation.Rate, operation.Burst))
                {
                    return AmazonErrors.ForStatus(StatusCodes.Status429TooManyRequests);
                }
            }

            return await run(new AmazonCall(http, body, grant!));
        });
    }

    private IResult? Authorise(HttpContext http, out AmazonGrant? grant)
    {
        // The Ads API takes the same token as a bearer.
        var bearer = http.Request.Headers.Authorization.ToString();
        var token = http.Request.Headers.TryGetValue("x-amz-access-token", out var header) ? header.ToString()
            : bearer.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? bearer["Bearer ".Length..] : "";
        grant = tokens.Find(token);
        return (token, grant) switch
        {
            ("", _) => AmazonErrors.Answer(403, "MissingAuthenticationToken", "Access to requested resource is denied.", "The access token is missing in the request header."),
            (_, null) => AmazonErrors.Answer(403, "Unauthorized", "Access to requested resource is denied.", "The access token you provided is revoked, malformed or invalid."),
            _ when !tokens.IsLive(grant) => AmazonErrors.Answer(403, "Unauthorized", "Access to requested resource is denied.", "The access token you provided has expired."),
            _ => null,
        };
    }
}

internal static class AmazonErrors
{
    public static IResult Answer(int status, string code, string message, string details = "") => Results.Json(
        new JsonObject { ["errors"] = new JsonArray(new JsonObject { ["code"] = code, ["message"] = message, ["details"] = details }) }, statusCode: status);

    public static IResult InvalidInput(string message) => Answer(400, "InvalidInput", message);

    public static IResult ForStatus(int status) => status switch
    {
        400 => InvalidInput("Request has missing or invalid parameters and cannot be parsed."),
        401 or 403 => Answer(status, "Unauthorized", "Access to requested resource is denied."),
        404 => Answer(404, "NOT_FOUND", "The requested resource was not found."),
        413 => Answer(413, "RequestTooLarge", "The request size exceeded the maximum accepted size."),
        429 => Answer(429, "QuotaExceeded", "You exceeded your quota for the requested resource."),
        503 => Answer(503, "ServiceUnavailable", "Temporary overloading or maintenance of the server."),
        _ => Answer(status, "InternalFailure", "We encountered an internal error. Please try again."),
    };
}
