using System.Globalization;
using System.Text.Json.Nodes;
using MainImageHub.Simulator.Traffic;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.AliExpress;

/// <summary>What is told of a seller's products: lists by status, and one in full. Lists inside stand in an object of their own, as the old platform has them.</summary>
internal sealed class AliExpressProductsApi(SimulatedWorld world, AliExpressSellers sellers, AliExpressLinks links)
{
    public const string ListMethod = "aliexpress.solution.product.list.get";
    public const string InfoMethod = "aliexpress.solution.product.info.get";

    private const int UsualPage = 20;

    // "The input value must be less than 100."
    private const int LargestPage = 99;

    private static readonly string[] Statuses = ["onSelling", "offline", "auditing", "editingRequired"];

    private static readonly string[] Fields = ["product_status_type", "current_page", "page_size", "sku_code"];

    public IResult List(IopCall call)
    {
        if (call.Json("aeop_a_e_product_list_query") is not { } query)
        {
            return AliExpressAnswers.Wrong("aeop_a_e_product_list_query is required");
        }

        if (query.FirstOrDefault(f => !Fields.Contains(f.Key)) is { Key: { } unknown })
        {
            return AliExpressAnswers.Wrong($"{unknown} is not simulated");
        }

        if (Text(query["product_status_type"]) is not { } status || !Statuses.Contains(status))
        {
            return AliExpressAnswers.Wrong("product_status_type is required: onSelling, offline, auditing or editingRequired");
        }

        if (Number(query, "current_page", usual: 1) is not (>= 1 and var page) || Number(query, "page_size", UsualPage) is not (>= 1 and <= LargestPage and var size))
        {
            return AliExpressAnswers.Wrong("current_page begins at 1, and page_size is less than 100");
        }

        lock (world.Gate)
        {
            var all = Asked(call, query).Where(product => sellers.StatusOf(product) == status).ToList();
            return AliExpressAnswers.Ok(ListMethod, new JsonObject
            {
                ["success"] = true,
                ["current_page"] = page,
                ["product_count"] = all.Count,
                ["total_page"] = (all.Count + size - 1) / size,
                ["aeop_a_e_product_display_d_t_o_list"] = new JsonObject { ["item_display_dto"] = new JsonArray([.. all.Skip((int)((page - 1) * size)).Take((int)size).Select(product => Row(call, product))]) },
            });
        }
    }

    public IResult Get(IopCall call)
    {
        lock (world.Gate)
        {
            return call.Parameter("product_id") is not { } id ? AliExpressAnswers.Wrong("product_id is required")
                : sellers.Find(call.AppKey, id) is { } product ? AliExpressAnswers.Ok(InfoMethod, Tell(call, product))
                : AliExpressAnswers.Refused("isv.product-not-exist", "The product does not exist");
        }
    }

    /// <summary>A SKU that nobody has seen yet is there.</summary>
    private IReadOnlyList<Listing> Asked(IopCall call, JsonObject query) =>
        Text(query["sku_code"]) is not { Length: > 0 } sku ? sellers.Of(call.AppKey)
        : sellers.FindSku(call.AppKey, sku) is { } named ? [named]
        : [];

    private JsonObject Row(IopCall call, Listing product)
    {
        var (images, title) = sellers.Latest(product);
        return new JsonObject
        {
            ["product_id"] = Id(product),
            ["subject"] = title,
            ["image_u_r_ls"] = links.Pictures(call.Http, images),
            ["product_min_price"] = Price(product),
            ["product_max_price"] = Price(product),
            ["currency_code"] = product.Currency,
            ["gmt_create"] = Time(product.Created),
            ["gmt_modified"] = Time(product.Updated),
            ["owner_member_id"] = $"cn{call.AppKey}",
            ["src"] = "isv",
        };
    }

    /// <summary>What was sent last, whether shoppers get it or not: of a product that is audited nothing else is told.</summary>
    private JsonObject Tell(IopCall call, Listing product)
    {
        var (images, title) = sellers.Latest(product);
        return new JsonObject
        {
            ["product_id"] = Id(product),
            ["product_status_type"] = sellers.StatusOf(product),
            ["category_id"] = 200_000_000 + Dice.For("category", product.ProductType).Below(9_000),
            ["subject"] = title,
            ["multi_language_subject_list"] = new JsonObject
            {
                ["global_subject"] = new JsonArray(new JsonObject { ["locale"] = "es_ES", ["subject"] = $"{title} (es)" }, new JsonObject { ["locale"] = "en_US", ["subject"] = title }),
            },
            ["image_u_r_ls"] = links.Pictures(call.Http, images),
            ["product_price"] = Price(product),
            ["currency_code"] = product.Currency,
            ["gmt_create"] = Time(product.Created),
            ["gmt_modified"] = Time(product.Updated),
            ["aeop_ae_product_propertys"] = new JsonObject
            {
                ["global_aeop_ae_product_property"] = new JsonArray(new JsonObject { ["attr_name_id"] = 2, ["attr_name"] = "Brand Name", ["attr_value_id"] = 1, ["attr_value"] = product.Brand }),
            },
            ["aeop_ae_product_s_k_us"] = new JsonObject
            {
                ["global_aeop_ae_product_sku"] = new JsonArray([.. sellers.Skus(product).Select((sku, index) => new JsonObject
                {
                    ["id"] = $"14:{index + 1}",
                    ["sku_code"] = sku,
                    ["sku_price"] = Price(product),
                    ["currency_code"] = product.Currency,
                    ["sku_stock"] = true,
                    ["ipm_sku_stock"] = 20,
                })]),
            },
        };
    }

    private static long Id(Listing product) => long.Parse(product.ExternalId, CultureInfo.InvariantCulture);

    private static string Price(Listing product) => product.Price.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string? Text(JsonNode? node) => node?.ToString();

    private static uint? Number(JsonObject query, string name, uint usual) =>
        !query.ContainsKey(name) ? usual : uint.TryParse(Text(query[name]), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
