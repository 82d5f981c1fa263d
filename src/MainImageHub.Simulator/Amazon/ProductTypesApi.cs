using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MainImageHub.Simulator.Amazon;

/// <summary>Product Type Definitions 2020-09-01: says of every type that its pictures can be set. The real schemas are hundreds of attributes long; this one has what concerns pictures.</summary>
internal sealed class ProductTypesApi(AmazonLinks links)
{
    private static readonly string[] PictureAttributes = [AmazonIssues.MainImage, .. Enumerable.Range(1, 8).Select(i => $"other_product_image_locator_{i}"), "swatch_product_image_locator"];

    public Task<IResult> GetAsync(AmazonCall call)
    {
        if (call.QueryList("marketplaceIds") is not [var id] || !AmazonSite.TryByMarketplaceId(id, out var site))
        {
            return Task.FromResult(AmazonErrors.InvalidInput("'marketplaceIds' must name exactly one Amazon marketplace."));
        }

        var productType = call.Route("productType");
        var schema = Schema(productType);
        return Task.FromResult(Results.Json(new JsonObject
        {
            ["schema"] = new JsonObject
            {
                ["link"] = new JsonObject { ["resource"] = $"{links.Base(call.Http)}/schemas/{Uri.EscapeDataString(productType)}.json", ["verb"] = "GET" },
                ["checksum"] = Checksum(schema),
            },
            ["requirements"] = call.Query("requirements") ?? "LISTING",
            ["requirementsEnforced"] = call.Query("requirementsEnforced") ?? "ENFORCED",
            ["propertyGroups"] = new JsonObject { ["images"] = new JsonObject { ["propertyNames"] = new JsonArray([.. PictureAttributes.Select(a => JsonValue.Create(a))]) } },
            ["locale"] = call.Query("locale") is { } locale && locale != "DEFAULT" ? locale : site.Language,
            ["marketplaceIds"] = new JsonArray(site.MarketplaceId),
            ["productType"] = productType,
            ["displayName"] = productType.Replace('_', ' '),
            ["productTypeVersion"] = new JsonObject { ["version"] = "simulated-1", ["latest"] = true },
        }));
    }

    public static IResult Download(string productType) => Results.Bytes(Schema(productType), "application/json");

    private static byte[] Schema(string productType)
    {
        var properties = new JsonObject();
        foreach (var attribute in PictureAttributes)
        {
            properties[attribute] = new JsonObject
            {
                ["title"] = attribute,
                ["type"] = "array",
                ["editable"] = true,
                ["hidden"] = false,
                ["selectors"] = new JsonArray("marketplace_id"),
                ["maxUniqueItems"] = 1,
                ["items"] = new JsonObject
                {
                    ["type"] = "object",
                    ["required"] = new JsonArray("media_location", "marketplace_id"),
                    ["properties"] = new JsonObject
                    {
                        ["media_location"] = new JsonObject { ["type"] = "string", ["format"] = "uri" },
                        ["marketplace_id"] = new JsonObject { ["type"] = "string" },
                    },
                },
            };
        }

        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2019-09/schema",
            ["$comment"] = $"Product type {productType}, as far as the simulator knows it.",
            ["type"] = "object",
            ["properties"] = properties,
        });
    }

    // Amazon's model asks for Base64 MD5: a checksum of a download, nothing secret.
#pragma warning disable CA5351
    private static string Checksum(byte[] schema) => Convert.ToBase64String(MD5.HashData(schema));
#pragma warning restore CA5351
}
