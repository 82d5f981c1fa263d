using System.Text.Json;
using System.Text.Json.Nodes;
using MainImageHub.Simulator.Traffic;

namespace MainImageHub.Simulator.Ebay;

/// <summary>An operation with what it needs consent for and its published rate. Rate 0: counted by the day at eBay, not limited here.</summary>
internal sealed record EbayOperation(string Name, string Scope = EbayTokens.Inventory, double Rate = 0, int Burst = 0);

/// <summary>One authorised call.</summary>
internal sealed record EbayCall(HttpContext Http, string Body, string Seller)
{
    public string? Query(string name) => Http.Request.Query.TryGetValue(name, out var values) ? values[0] : null;

    public string Route(string name) => (string)Http.Request.RouteValues[name]!;

    /// <summary>The site that the caller names; where a SKU that nobody has seen yet is then offered.</summary>
    public EbaySite Site => EbaySite.TryByMarketplaceId(Http.Request.Headers["X-EBAY-C-MARKETPLACE-ID"].ToString(), out var named) ? named
        : EbaySite.TryByCode("US", out var usual) ? usual
        : throw new InvalidOperationException("eBay without the United States.");

    public bool IsJson => Http.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true;

    public JsonObject? JsonBody()
    {
        try
        {
            return IsJson ? JsonNode.Parse(Body) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The way through every operation: planned faults, token, consent, rate limit, then the operation itself.</summary>
internal sealed class EbayGateway(OperationRunner runner, EbayTokens tokens, TokenBuckets buckets)
{
    private const string Bearer = "Bearer ";

    public Task RunAsync(HttpContext http, EbayOperation operation, Func<EbayCall, Task<IResult>> run)
    {
        http.Response.Headers["X-EBAY-C-REQUEST-ID"] = Guid.CreateVersion7().ToString();
        var header = http.Request.Headers.Authorization.ToString();
        var grant = header.StartsWith(Bearer, StringComparison.Ordinal) ? tokens.Find(header[Bearer.Length..]) : null;

        // The address does not say whose call it is; a planned fault may go by the seller.
        return runner.RunAsync(http, _ => new NamedOperation($"ebay/{operation.Name}", grant?.Seller), EbayErrors.ForStatus, body =>
            grant is null ? Refuse(401)
            : !grant.Scopes.Split(' ').Contains(operation.Scope) ? Refuse(403)
            : operation.Rate > 0 && !buckets.TryTake($"ebay\n{operation.Name}\n{grant.Seller}", operation.Rate, operation.Burst) ? Refuse(429)
            : run(new EbayCall(http, body, grant.Seller)));
    }

    private static Task<IResult> Refuse(int status) => Task.FromResult(EbayErrors.ForStatus(status));
}
