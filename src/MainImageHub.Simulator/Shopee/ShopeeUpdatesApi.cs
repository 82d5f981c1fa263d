using System.Globalization;
using System.Text.Json.Nodes;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Shopee;

/// <summary><c>update_item</c>, as far as pictures and titles go: what is left out stays, a list of pictures replaces the one before, at once.</summary>
internal sealed class ShopeeUpdatesApi(SimulatedWorld world, ShopeeSellers sellers, ShopeeShops shops, ShopeeLinks links)
{
    // The sample of get_item_limit.
    private const int ShortestTitle = 5;
    private const int LongestTitle = 100;

    private const int ShortestImageId = 32;

    public IResult Update(ShopeeCall call)
    {
        if (call.Json() is not { } body || body.FirstOrDefault(f => f.Key is not ("item_id" or "image" or "item_name")) is { Key: not null })
        {
            return ShopeeAnswers.Wrong("only item_id, image and item_name are simulated");
        }

        if (body["item_id"] is not JsonValue id || !id.TryGetValue<long>(out var item))
        {
            return ShopeeAnswers.Wrong("item_id is required");
        }

        lock (world.Gate)
        {
            if (sellers.Find(call.Shop, item.ToString(CultureInfo.InvariantCulture)) is not { } listing)
            {
                return ShopeeAnswers.No("error_item_not_found", "Item_id is not found.");
            }

            var (images, wrong) = body.ContainsKey("image") ? Images(call, body["image"]) : (shops.Gallery(listing.Key), null);
            var title = body.ContainsKey("item_name") ? (string?)body["item_name"] ?? "" : listing.Title;
            if ((wrong ?? Title(title)) is { } refused)
            {
                return refused;
            }

            if (world.Misbehave(MischiefKind.InPromotion, listing.Key) is not null)
            {
                return body.ContainsKey("image")
                    ? ShopeeAnswers.No("error_in_item_promotion_image_item_lock", "Can't update images when item is under promotion.")
                    : ShopeeAnswers.No("error_in_item_promotion_name_item_lock", "Can't update item_name when item is under promotion.");
            }

            sellers.Change(listing, images!, title);
            return ShopeeAnswers.Ok(new JsonObject
            {
                ["item_id"] = item,
                ["item_name"] = title,
                ["item_status"] = ShopeeItemsApi.Status(listing),
                ["images"] = new JsonObject { ["image_id_list"] = new JsonArray([.. images!.Select(image => (JsonNode)image)]), ["image_url_list"] = links.Pictures(call.Http, images!) },
            });
        }
    }

    private static IResult? Title(string title) =>
        title.Length == 0 ? ShopeeAnswers.No("error_item_name_empty", "Item name could not be empty.")
        : title.Length < ShortestTitle ? ShopeeAnswers.No("error_item_name_is_too_short", "Item_name length is less than min limit.")
        : title.Length > LongestTitle ? ShopeeAnswers.No("error_title_exceeds_max_length", "The length of item_name is bigger than max limit.")
        : null;

    private (IReadOnlyList<string>? Images, IResult? Wrong) Images(ShopeeCall call, JsonNode? sent)
    {
        if (sent is not JsonObject image || image.FirstOrDefault(f => f.Key is not ("image_id_list" or "image_ratio")) is { Key: not null } || image["image_id_list"] is not JsonArray list
            || list.Any(each => each is not JsonValue value || !value.TryGetValue<string>(out _)))
        {
            return (null, ShopeeAnswers.Wrong("image takes an image_id_list and an image_ratio"));
        }

        var ids = list.Select(each => (string)each!).ToList();
        return (string?)image["image_ratio"] is not (null or "1:1") ? (null, ShopeeAnswers.Wrong("an image_ratio other than 1:1 is for whitelisted sellers"))
            : ids.Count == 0 ? (null, ShopeeAnswers.No("error_image_num_min", "The number of images is less than the min limit 1."))
            : ids.Count > ShopeeSellers.MostPictures ? (null, ShopeeAnswers.No("error_param", "Parameter is not match the constraints, the number of images is bigger than 9."))
            : ids.Exists(each => each.Length < ShortestImageId) ? (null, ShopeeAnswers.No("error_image_unavailable", "Image is invalid: single image url length is less than 32."))
            : ids.Exists(each => shops.Image(each) is not { } known || (known.Owner != call.Partner && known.Owner != call.Shop)) ? (null, ShopeeAnswers.No("error_param", "Image not exist."))
            : (ids, null);
    }
}
