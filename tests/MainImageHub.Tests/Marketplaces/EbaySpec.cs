using System.Text.Json;
using System.Text.Json.Nodes;

namespace MainImageHub.Tests.Marketplaces;

/// <summary>
/// An OpenAPI 3 file of eBay's, told as the Swagger 2.0 that <see cref="SpecRequestValidator"/> reads: paths with their base, parameters with their
/// types, bodies and answers by their schemas. Where the file says less than eBay's pages do, what the pages say is put in its place.
/// </summary>
internal static class EbaySpec
{
    public static JsonDocument Read(string text)
    {
        // The names of definitions are kept, so that only where they stand differs.
        var file = JsonNode.Parse(text.Replace("#/components/schemas/", "#/definitions/", StringComparison.Ordinal))!;
        var definitions = file["components"]!["schemas"]!.DeepClone().AsObject();
        definitions["ErrorList"] = JsonNode.Parse("""{"type":"object","required":["errors"],"properties":{"errors":{"type":"array","items":{"$ref":"#/definitions/Error"}},"warnings":{"type":"array","items":{"$ref":"#/definitions/Error"}}}}""");
        Correct(definitions);
        var root = file["servers"]![0]!["variables"]!["basePath"]!["default"]!.GetValue<string>();
        var paths = new JsonObject();
        foreach (var (path, operations) in file["paths"]!.AsObject())
        {
            var told = new JsonObject();
            foreach (var (method, operation) in operations!.AsObject().Where(each => each.Value is JsonObject))
            {
                told[method] = Operation(operation!.AsObject());
            }

            paths[root + path] = told;
        }

        return JsonDocument.Parse(new JsonObject { ["paths"] = paths, ["definitions"] = definitions }.ToJsonString());
    }

    private static JsonObject Operation(JsonObject operation)
    {
        var parameters = new JsonArray();
        foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
        {
            var told = parameter!.DeepClone().AsObject();
            foreach (var (name, value) in told["schema"]!.AsObject())
            {
                told[name] = value?.DeepClone();
            }

            told.Remove("schema");
            parameters.Add((JsonNode)told);
        }

        if (operation["requestBody"]?["content"]?["application/json"]?["schema"] is { } body)
        {
            parameters.Add((JsonNode)new JsonObject { ["name"] = "body", ["in"] = "body", ["required"] = true, ["schema"] = Bare(body) });
        }

        // The file names one error; what comes is a list of them (developer.ebay.com, "Handling errors").
        var errors = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = "#/definitions/ErrorList" } };
        var responses = new JsonObject { ["400"] = errors.DeepClone() };
        foreach (var (status, response) in operation["responses"]!.AsObject())
        {
            var schema = response?["content"]?["application/json"]?["schema"];
            responses[status] = status[0] >= '4' ? errors.DeepClone() : schema is null ? new JsonObject() : new JsonObject { ["schema"] = Bare(schema) };
        }

        return new JsonObject { ["parameters"] = parameters, ["responses"] = responses };
    }

    /// <summary>A reference with a description beside it is the reference.</summary>
    private static JsonNode Bare(JsonNode schema) => schema["$ref"] is { } reference ? new JsonObject { ["$ref"] = reference.DeepClone() } : schema.DeepClone();

    private static void Correct(JsonObject definitions)
    {
        // "A collection of name-value pairs" that the file calls a string; the samples show {"Brand":["GoPro"]}.
        if (definitions["Product"]?["properties"]?["aspects"] is not null)
        {
            definitions["Product"]!["properties"]!["aspects"] = JsonNode.Parse("""{"type":"object","additionalProperties":{"type":"array","items":{"type":"string"}}}""");
        }

        // Called an object; the samples show "142133954229" and 157.
        if (definitions["Value"]?["properties"]?["value"] is not null)
        {
            definitions["Value"]!["properties"]!["value"] = new JsonObject();
        }

        // Enumerations are called objects; they come as their names.
        foreach (var definition in definitions.Select(each => each.Value).OfType<JsonObject>().Where(each => each.ContainsKey("enum")))
        {
            definition["type"] = "string";
        }

        // A SKU that is not there comes with its errors and without an item.
        if (definitions["GetInventoryItemResponse"] is JsonObject named)
        {
            named["required"] = new JsonArray("sku", "statusCode");
        }
    }
}
