using System.Text.Json;
using System.Text.Json.Nodes;
using MainImageHub.Simulator.Shopify.Graph;
using MainImageHub.Simulator.Traffic;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Shopify;

/// <summary>The way through every GraphQL request: planned faults, version, token, form, cost, then the operation itself.</summary>
internal sealed class ShopifyGateway(SimulatedWorld world, OperationRunner runner, ShopifyTokens tokens, ShopifySchema schema, TokenBuckets buckets)
{
    private const int RestoreRate = 100;
    private const int MaximumAvailable = 2_000;
    private const int DearestQuery = 1_000;

    private static readonly string[] Versions = ["2026-07", "2026-10"];

    private readonly GraphRunner _graph = new(schema.Schema);

    /// <summary>The request's shop, for planned faults and tokens: here all shops share an address.</summary>
    public static string ShopOf(HttpContext http) => http.Request.Headers[ShopifyTokens.ShopHeader].ToString();

    public Task RunAsync(HttpContext http, string version)
    {
        http.Response.Headers["X-Request-Id"] = Guid.CreateVersion7().ToString();
        http.Response.Headers["X-Shopify-API-Version"] = version;
        return runner.RunAsync(http, body => new NamedOperation($"shopify/{OperationIn(body)}", ShopOf(http)), Failure, body => Task.FromResult(Answer(http, version, body)));
    }

    public static IResult Failure(int status) => Results.Json(
        new JsonObject
        {
            ["errors"] = status switch
            {
                401 => "[API] Invalid API key or access token (unrecognized login or wrong password)",
                402 => "This shop is currently frozen",
                403 => "[API] This action requires merchant approval for a scope.",
                404 => "Not Found",
                429 => "Exceeded the allowed number of calls. Reduce request rates to resume uninterrupted service.",
                503 => "Service Unavailable",
                _ => "Internal Server Error",
            },
        },
        statusCode: status);

    /// <summary>A planned fault names what is asked for (<c>fileCreate</c>), not what the client calls it.</summary>
    private static string OperationIn(string body)
    {
        try
        {
            return Read(body) is (var document, _, var name) && Choose(document, name)?.Selections is [GraphFieldSelection field, ..] ? field.Name : "graphql";
        }
        catch (Exception e) when (e is GraphSyntaxException or JsonException)
        {
            return "graphql";
        }
    }

    private IResult Answer(HttpContext http, string version, string body)
    {
        if (!Versions.Contains(version))
        {
            return Failure(404);
        }

        if (tokens.Find(http.Request.Headers["X-Shopify-Access-Token"].ToString()) is not { } grant || (ShopOf(http) is { Length: > 0 } shop && shop != grant.Shop))
        {
            return Failure(401);
        }

        if (http.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
        {
            return Failure(406);
        }

        try
        {
            return Read(body) is (var document, var variables, var name) && Choose(document, name) is { } operation
                ? Run(new ShopifyCall(http, grant.Shop), document, operation, variables)
                : Results.Json(new JsonObject { ["errors"] = new JsonObject { ["query"] = "Required parameter missing or invalid" } }, statusCode: 400);
        }
        catch (GraphSyntaxException e)
        {
            return Errors([Error(e.Message, "syntaxError")]);
        }
        catch (JsonException)
        {
            return Results.Json(new JsonObject { ["errors"] = "Bad Request" }, statusCode: 400);
        }
    }

    private IResult Run(ShopifyCall call, GraphDocument document, GraphOperation operation, JsonObject variables)
    {
        var check = _graph.Check(document, operation, variables);
        if (check.Errors.Count > 0)
        {
            return Errors(check.Errors);
        }

        if (check.RequestedCost > DearestQuery)
        {
            return Errors([Error($"Query cost is {check.RequestedCost}, which exceeds the single query max cost limit ({DearestQuery}).", "MAX_COST_EXCEEDED")]);
        }

        var bucket = $"shopify\n{call.Shop}";
        if (!buckets.TryTake(bucket, RestoreRate, MaximumAvailable, check.RequestedCost, out var left))
        {
            return Errors([Error("Throttled", "THROTTLED", "https://shopify.dev/api/usage/rate-limits")], Cost(check.RequestedCost, actual: null, left));
        }

        lock (world.Gate)
        {
            var (data, actual) = _graph.Run(document, operation, variables, call);
            return Results.Json(new JsonObject { ["data"] = data, ["extensions"] = Cost(check.RequestedCost, actual, buckets.GiveBack(bucket, Math.Max(0, check.RequestedCost - actual))) });
        }
    }

    private JsonObject Cost(int requested, int? actual, double left) => new()
    {
        ["cost"] = new JsonObject
        {
            ["requestedQueryCost"] = requested,
            ["actualQueryCost"] = actual,
            ["throttleStatus"] = new JsonObject
            {
                ["maximumAvailable"] = MaximumAvailable * Math.Max(1, world.Options.RateLimitScale),
                ["currentlyAvailable"] = Math.Floor(left),
                ["restoreRate"] = RestoreRate * world.Options.RateLimitScale,
            },
        },
    };

    private static (GraphDocument Document, JsonObject Variables, string? Name)? Read(string body) =>
        JsonNode.Parse(body) is JsonObject request && request["query"] is JsonValue query && query.TryGetValue<string>(out var text)
            ? (GraphParser.Parse(text), request["variables"] as JsonObject ?? [], (string?)request["operationName"])
            : null;

    private static GraphOperation? Choose(GraphDocument document, string? name) =>
        name is null ? (document.Operations is [var only] ? only : null) : document.Operations.FirstOrDefault(o => o.Name == name);

    private static JsonObject Error(string message, string code, string? documentation = null)
    {
        var extensions = new JsonObject { ["code"] = code };
        if (documentation is not null)
        {
            extensions["documentation"] = documentation;
        }

        return new JsonObject { ["message"] = message, ["extensions"] = extensions };
    }

    private static IResult Errors(JsonArray errors, JsonObject? extensions = null)
    {
        var answer = new JsonObject { ["errors"] = errors };
        if (extensions is not null)
        {
            answer["extensions"] = extensions;
        }

        return Results.Json(answer);
    }
}

/// <summary>One authorised request: what the root of every operation is asked of.</summary>
internal sealed record ShopifyCall(HttpContext Http, string Shop);
