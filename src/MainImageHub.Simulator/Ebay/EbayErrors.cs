using System.Text.Json.Nodes;

namespace MainImageHub.Simulator.Ebay;

/// <summary>What eBay says when it says no. Ids and sentences of Inventory, Media and Analytics are those of its official files.</summary>
internal static class EbayErrors
{
    private const string Inventory = "API_INVENTORY";
    private const string Media = "API_MEDIA";
    private const string Analytics = "API_ANALYTICS";

    public static IResult Of(int status, int id, string message, params ReadOnlySpan<(string Name, string Value)> parameters) =>
        Results.Json(new JsonObject { ["errors"] = new JsonArray(Error(id, status >= 500 ? "APPLICATION" : "REQUEST", message, parameters)) }, statusCode: status);

    /// <summary>One complaint, as it stands among errors or warnings.</summary>
    public static JsonObject Error(int id, string category, string message, params ReadOnlySpan<(string Name, string Value)> parameters)
    {
        var error = new JsonObject
        {
            ["errorId"] = id,
            ["domain"] = id switch { >= 190000 => Media, >= 50000 => Analytics, >= 25000 => Inventory, >= 2000 => "ACCESS", _ => "OAuth" },
            ["category"] = category,
            ["message"] = message,
            ["longMessage"] = message,
        };
        if (parameters.Length > 0)
        {
            var list = new JsonArray();
            foreach (var (name, value) in parameters)
            {
                list.Add(new JsonObject { ["name"] = name, ["value"] = value });
            }

            error["parameters"] = list;
        }

        return error;
    }

    public static IResult NoSuchSku(string sku) => Of(404, 25702, $"{sku} could not be found or is not available in the system.", ("skuValue", sku));

    public static IResult Invalid(string field) => Of(400, 25709, $"Invalid value for {field}.", ("fieldName", field));

    public static IResult Pictures(string what) =>
        Of(400, 25014, $"The eBay listing associated with the inventory item, or the unpublished offer has invalid pictures. {what}", ("additionalInfo", what));

    public static IResult ForStatus(int status) => status switch
    {
        400 => Invalid("request"),
        401 => Of(401, 1001, "Invalid access token. Check the value of the Authorization HTTP request header."),
        403 => Of(403, 1100, "Insufficient permissions to fulfill the request."),
        404 => Of(404, 25710, "We didn't find the resource/entity you are requesting. Please verify the request."),
        429 => Of(429, 2001, "The request limit has been reached for the resource."),
        _ => Of(status, 25001, "A system error has occurred."),
    };
}
