using System.Globalization;
using System.Text.Json.Nodes;
using MainImageHub.Simulator.Traffic;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Lazada;

/// <summary><c>/product/update</c>, as far as an item's pictures and title go: what is left out stays, and what is sent is reviewed before shoppers get it.</summary>
internal sealed class LazadaUpdatesApi(SimulatedWorld world, LazadaSellers sellers, LazadaShops shops, LazadaLinks links)
{
    private const int LongestTitle = 255;

    public IResult Update(IopCall call)
    {
        if (call.Json("payload")?["Request"]?["Product"] is not JsonObject product)
        {
            return LazadaAnswers.No("1001", "The parameters are not in JSON format");
        }

        if (product.FirstOrDefault(f => f.Key is not ("ItemId" or "Images" or "Attributes" or "Skus")) is { Key: { } unknown })
        {
            return LazadaAnswers.Wrong($"{unknown} is not simulated");
        }

        if (product["Attributes"] is not JsonObject attributes || attributes.Any(f => f.Key != "name") || Texts(product["Skus"], "Sku", "SkuId") is not { Count: > 0 } skus)
        {
            return LazadaAnswers.No("4216", "skuId is a mandatory field and must be filled in.");
        }

        lock (world.Gate)
        {
            if (Text(product["ItemId"]) is not { } id || sellers.Find(call.AppKey, id) is not { } item)
            {
                return LazadaAnswers.No("4137", "ITEM_NOT_FOUND: item not found");
            }

            var known = sellers.Skus(item).Select((_, index) => LazadaSellers.SkuId(item, index).ToString(CultureInfo.InvariantCulture));
            if (skus.Except(known, StringComparer.Ordinal).Any())
            {
                return LazadaAnswers.No("501", "E501: Update product failed", "SKU_NOT_FOUND: the SkuId is none of this item");
            }

            var (before, titleBefore) = sellers.Latest(item);
            var (images, wrong) = product.ContainsKey("Images") ? Images(call, product["Images"]) : (before, null);
            if (wrong is not null)
            {
                return wrong;
            }

            var title = attributes.ContainsKey("name") ? Text(attributes["name"]) ?? "" : titleBefore;
            if (title.Length is 0 or > LongestTitle)
            {
                return LazadaAnswers.No("501", "E501: Update product failed", $"CHK_BASIC_REQUIRED: the name has 1 to {LongestTitle} characters");
            }

            if (world.Misbehave(MischiefKind.InPromotion, item.Key) is not null)
            {
                return LazadaAnswers.No("501", "E501: Update product failed", "THD_IC_ERR_F_IC_ABILITY_PG_004:This product is under campaign participation and cannot be edited during campaign period.");
            }

            // A list takes the place of another, and takes nothing away.
            IReadOnlyList<string> all = [.. images!, .. before.Skip(images!.Count)];
            shops.Begin(world, item, all, title);
            item.Updated = world.Clock.Now;
            world.Touch();
            return LazadaAnswers.Ok(new JsonObject { ["item_status"] = "Pending QC" });
        }
    }

    private (IReadOnlyList<string>? Images, IResult? Wrong) Images(IopCall call, JsonNode? sent)
    {
        if (sent is not JsonObject { Count: 1 } list || list["Image"] is not JsonArray urls || urls.Any(url => Text(url) is null))
        {
            return (null, LazadaAnswers.No("1001", "The parameters are not in JSON format"));
        }

        var ids = urls.Select(url => links.Image(call.Http, Text(url)!)).ToList();
        return ids.Count == 0 ? (null, LazadaAnswers.No("4139", "BIZ_CHECK_MAIN_IMAGE_REQUIRE: Main image is require"))
            : ids.Count > LazadaSellers.MostPictures ? (null, LazadaAnswers.No("203", "E203: Too many images in one SKU"))
            : ids.Exists(id => id is null || shops.Image(id) is null) ? (null, LazadaAnswers.No("4138", "BIZ_CHECK_EXIST_OUTER_IMAGE: The picture exists in the outer chain"))
            : ([.. ids.OfType<string>()], null);
    }

    /// <summary>The texts of that name in a list of objects; null where it is none, or a value is no text: the guide wants texts.</summary>
    private static IReadOnlyList<string>? Texts(JsonNode? node, string list, string name) =>
        (node as JsonObject)?[list] is JsonArray each && each.All(one => one is JsonObject fields && fields.All(f => f.Key is "SkuId" or "Status" && Text(f.Value) is not null) && Text(fields[name]) is not null)
            ? [.. each.Select(one => Text(one![name])!)]
            : null;

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
