using System.Text.Json;
using System.Text.Json.Nodes;

namespace MainImageHub.Marketplaces.Ebay;

/// <summary>
/// An inventory item as raw JSON. Writing one replaces it whole, so it is written back as it was read, but for the one thing that changes:
/// what stands in it that nobody here knows must survive.
/// </summary>
internal static class EbayItems
{
    /// <summary>What eBay tells of an item and does not take back (in <c>InventoryItemWithSkuLocaleGroupid</c>, not in <c>InventoryItem</c>).</summary>
    private static readonly string[] ToldOnly = ["sku", "locale", "groupIds", "inventoryItemGroupKeys"];

    public static string? Text(JsonObject item, string name) => item[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static JsonObject? Product(JsonObject item) => item["product"] as JsonObject;

    public static string? Title(JsonObject item) => Product(item) is { } product ? Text(product, "title") : null;

    public static IReadOnlyList<string> Images(JsonObject item) => Texts(Product(item)?["imageUrls"]);

    public static IReadOnlyList<string> Texts(JsonNode? list) =>
        list is JsonArray array ? [.. array.Select(each => each is JsonValue value && value.TryGetValue<string>(out var text) ? text : null).OfType<string>()] : [];

    /// <summary>The language its texts are in, as a header wants it.</summary>
    public static string Language(JsonObject item, MarketplaceSite site) => (Text(item, "locale") ?? site.Language).Replace('_', '-');

    /// <summary>The groups of variations it belongs to.</summary>
    public static IReadOnlyList<string> Groups(JsonObject item) => [.. Texts(item["inventoryItemGroupKeys"]).Concat(Texts(item["groupIds"])).Distinct(StringComparer.Ordinal)];

    /// <summary>Whether two addresses are those of one picture; what stands behind a question mark is not part of it.</summary>
    public static bool IsSame(string one, string? other) => other is not null && Bare(one).Equals(Bare(other), StringComparison.Ordinal);

    /// <summary>The pictures with another first one; the others stay in their order.</summary>
    public static IReadOnlyList<string> WithFirst(IReadOnlyList<string> images, string url) => [url, .. images.Skip(1).Where(image => !IsSame(image, url))];

    public static IReadOnlyList<string> Without(IReadOnlyList<string> images, string url) => [.. images.Where(image => !IsSame(image, url))];

    /// <summary>What is sent to have it be as it is, but for the pictures and, where one is given, the title.</summary>
    public static byte[] Write(JsonObject item, IReadOnlyList<string> images, string? title)
    {
        var sent = item.DeepClone().AsObject();
        foreach (var name in ToldOnly)
        {
            sent.Remove(name);
        }

        // How the quantity is spread over fixed-price and auction offers: told, not taken either.
        (sent["availability"]?["shipToLocationAvailability"] as JsonObject)?.Remove("allocationByFormat");
        if (sent["product"] is not JsonObject product)
        {
            sent["product"] = product = [];
        }

        product["imageUrls"] = new JsonArray([.. images.Select(image => (JsonNode)image)]);
        if (title is not null)
        {
            product["title"] = title;
        }

        return JsonSerializer.SerializeToUtf8Bytes(sent, EbayJson.Default.JsonObject);
    }

    private static string Bare(string url) => url.Split('?')[0];
}
