using System.Globalization;
using System.Text.Json.Nodes;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Shopee;

/// <summary>What is told of a shop and its items.</summary>
internal sealed class ShopeeItemsApi(SimulatedWorld world, ShopeeSellers sellers, ShopeeShops shops, ShopeeLinks links)
{
    private const int LargestPage = 100;

    private static readonly string[] Statuses = ["NORMAL", "BANNED", "UNLIST", "REVIEWING", "SELLER_DELETE", "SHOPEE_DELETE"];

    public IResult Shop(ShopeeCall call)
    {
        lock (world.Gate)
        {
            return ShopeeAnswers.Bare(new JsonObject
            {
                ["shop_name"] = $"Shop {call.Shop}",
                ["region"] = sellers.RegionOf(call.Shop),
                ["status"] = "NORMAL",
                ["is_cb"] = false,
                ["is_sip"] = false,
                ["auth_time"] = world.Clock.RealNow.AddDays(-30).ToUnixTimeSeconds(),
                ["expire_time"] = world.Clock.RealNow.AddDays(335).ToUnixTimeSeconds(),
            });
        }
    }

    public IResult List(ShopeeCall call)
    {
        if (Number(call, "offset") is not { } offset || Number(call, "page_size") is not (>= 1 and <= LargestPage and var size))
        {
            return ShopeeAnswers.Wrong("offset and a page_size from 1 to 100 are required");
        }

        if (call.QueryList("item_status") is not { Count: > 0 } statuses || statuses.Except(Statuses, StringComparer.Ordinal).Any())
        {
            return ShopeeAnswers.No("error_param_item_status", "Item status error.");
        }

        lock (world.Gate)
        {
            var items = sellers.Of(call.Shop).Where(item => statuses.Contains(Status(item), StringComparer.Ordinal)).ToList();
            var hasNext = offset + size < items.Count;
            var answer = new JsonObject
            {
                ["item"] = new JsonArray([.. items.Skip((int)offset).Take((int)size).Select(item => new JsonObject
                {
                    ["item_id"] = Id(item),
                    ["item_status"] = Status(item),
                    ["update_time"] = item.Updated.ToUnixTimeSeconds(),
                    ["tag"] = new JsonObject { ["kit"] = false },
                })]),
                ["total_count"] = items.Count,
                ["has_next_page"] = hasNext,
            };
            if (hasNext)
            {
                answer["next_offset"] = offset + size;
            }

            return ShopeeAnswers.Ok(answer);
        }
    }

    public IResult Search(ShopeeCall call)
    {
        if (Number(call, "page_size") is not (>= 1 and <= LargestPage and var size) || call.QueryList("item_status").Except(Statuses, StringComparer.Ordinal).Any())
        {
            return ShopeeAnswers.Wrong("a page_size from 1 to 100 is required, and statuses that there are");
        }

        if (call.Query("item_sku") is not { Length: > 0 } sku)
        {
            return ShopeeAnswers.No("error_param", "request must set one of [item_name,attribute_status]");
        }

        lock (world.Gate)
        {
            var statuses = call.QueryList("item_status");
            var found = sellers.Search(call.Shop, sku).Where(item => statuses.Count == 0 || statuses.Contains(Status(item), StringComparer.Ordinal)).ToList();
            return ShopeeAnswers.Ok(new JsonObject
            {
                ["item_id_list"] = new JsonArray([.. found.Take((int)size).Select(item => (JsonNode)Id(item))]),
                ["total_count"] = found.Count,
                ["next_offset"] = "",
            });
        }
    }

    /// <summary>Of numbers that are none of the shop's nothing is told.</summary>
    public IResult BaseInfo(ShopeeCall call) => Each(call, item => new JsonObject
    {
        ["item_id"] = Id(item),
        ["category_id"] = 100_000 + Dice.For("category", item.ProductType).Below(900),
        ["item_name"] = item.Title,
        ["description"] = item.Title,
        ["item_sku"] = sellers.Skus(item) is [var only] ? only : "",
        ["create_time"] = item.Created.ToUnixTimeSeconds(),
        ["update_time"] = item.Updated.ToUnixTimeSeconds(),
        ["price_info"] = new JsonArray(new JsonObject { ["currency"] = item.Currency, ["original_price"] = item.Price, ["current_price"] = item.Price }),
        ["image"] = new JsonObject
        {
            ["image_id_list"] = new JsonArray([.. shops.Gallery(item.Key).Select(id => (JsonNode)id)]),
            ["image_url_list"] = links.Pictures(call.Http, shops.Gallery(item.Key)),
            ["image_ratio"] = "1:1",
        },
        ["condition"] = "NEW",
        ["item_status"] = Status(item),
        ["deboost"] = false,
        ["has_model"] = sellers.Skus(item).Count > 1,
        ["has_promotion"] = world.IsOrdered(MischiefKind.InPromotion, item.Key),
        ["brand"] = new JsonObject { ["brand_id"] = 1_000 + Dice.For("brand", item.Brand).Below(9_000), ["original_brand_name"] = item.Brand },
    });

    public IResult Violations(ShopeeCall call) => Each(call, item => new JsonObject
    {
        ["item_id"] = Id(item),
        ["item_name"] = item.Title,
        ["item_status"] = Status(item),
        ["deboost"] = false,
        ["item_status_details"] = item.Hidden
            ? new JsonArray(new JsonObject
            {
                ["violation_type"] = "Inappropriate Image",
                ["violation_reason"] = "The image does not show the product as Shopee asks.",
                ["suggestion"] = "Upload another image.",
                ["update_time"] = item.Updated.ToUnixTimeSeconds(),
            })
            : [],
        ["deboost_details"] = new JsonArray(),
    });

    public IResult Models(ShopeeCall call)
    {
        lock (world.Gate)
        {
            if (call.Query("item_id") is not { } id || sellers.Find(call.Shop, id) is not { } item)
            {
                return ShopeeAnswers.No("error_item_not_found", "Item_id is not found.");
            }

            var skus = sellers.Skus(item);
            return ShopeeAnswers.Ok(new JsonObject
            {
                ["tier_variation"] = new JsonArray(),
                ["model"] = new JsonArray([.. (skus.Count > 1 ? skus : []).Select((sku, index) => new JsonObject
                {
                    ["model_id"] = (Id(item) * 10) + index,
                    ["model_sku"] = sku,
                    ["model_status"] = "MODEL_NORMAL",
                    ["tier_index"] = new JsonArray(index),
                })]),
            });
        }
    }

    public static string Status(Listing item) => item.Hidden ? "BANNED" : "NORMAL";

    private IResult Each(ShopeeCall call, Func<Listing, JsonObject> tell)
    {
        if (call.ItemIds() is not { } ids)
        {
            return ShopeeAnswers.Wrong("item_id_list takes 1 to 50 numbers");
        }

        lock (world.Gate)
        {
            return ShopeeAnswers.Ok(new JsonObject { ["item_list"] = new JsonArray([.. ids.Select(id => sellers.Find(call.Shop, id)).OfType<Listing>().Select(tell)]) });
        }
    }

    private static long Id(Listing item) => long.Parse(item.ExternalId, CultureInfo.InvariantCulture);

    private static long? Number(ShopeeCall call, string name) => uint.TryParse(call.Query(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
