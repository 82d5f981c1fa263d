using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MainImageHub.Simulator.Traffic;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Lazada;

/// <summary>What is told of a seller and its items.</summary>
internal sealed class LazadaItemsApi(SimulatedWorld world, LazadaSellers sellers, LazadaShops shops, LazadaLinks links)
{
    private const int LargestPage = 50;
    private const int MostSkus = 100;
    private const int FarthestOffset = 10_000;

    private static readonly string[] Filters = ["all", "live", "inactive", "deleted", "pending", "rejected", "sold-out"];

    public IResult Seller(IopCall call)
    {
        lock (world.Gate)
        {
            var site = sellers.SiteOf(call.AppKey);
            return LazadaAnswers.Ok(new JsonObject
            {
                ["name"] = $"Shop {call.AppKey}",
                ["name_company"] = $"Shop {call.AppKey} Pte Ltd",
                ["seller_id"] = long.Parse(call.AppKey, CultureInfo.InvariantCulture),
                ["short_code"] = LazadaSellers.ShortCode(call.AppKey, site),
                ["logo_url"] = "",
                ["email"] = $"seller{call.AppKey}@example.com",
                ["cb"] = false,
                ["location"] = site,
                ["status"] = "ACTIVE",
                ["verified"] = true,
                ["marketplaceEaseMode"] = false,
            });
        }
    }

    public IResult List(IopCall call)
    {
        if (Number(call, "limit", usual: 10) is not (>= 1 and <= LargestPage and var limit))
        {
            return LazadaAnswers.No("19", $"E019: \"{call.Parameter("limit")}\" Invalid Limit");
        }

        if (Number(call, "offset", usual: 0) is not (<= FarthestOffset and var offset))
        {
            return LazadaAnswers.No("14", $"E014: \"{call.Parameter("offset")}\" Invalid Offset");
        }

        if (call.Parameter("filter") is not { } filter || !Filters.Contains(filter))
        {
            return LazadaAnswers.No("36", "E036: Invalid status filter");
        }

        if (!IsInstant(call, "create_after", out var after) || !IsInstant(call, "create_before", out var before))
        {
            return LazadaAnswers.No("17", "E017: Invalid Date Format");
        }

        if (!IsSkus(call.Parameter("sku_seller_list"), out var skus))
        {
            return LazadaAnswers.No("70", "E070: You have corrupt data in your sku seller list.");
        }

        lock (world.Gate)
        {
            var items = (skus is null ? sellers.Of(call.AppKey) : [.. skus.Select(sku => sellers.FindSku(call.AppKey, sku)).OfType<Listing>().Distinct()])
                .Where(item => IsOf(item, filter) && (after is null || item.Created >= after) && (before is null || item.Created <= before)).ToList();
            return LazadaAnswers.Ok(new JsonObject
            {
                ["total_products"] = items.Count,
                ["products"] = new JsonArray([.. items.Skip((int)offset).Take((int)limit).Select(item => Tell(call, item))]),
            });
        }
    }

    public IResult Get(IopCall call)
    {
        if (call.Parameter("item_id") is not { Length: > 0 } id)
        {
            return LazadaAnswers.No("200", "E200: Empty SellerSku");
        }

        lock (world.Gate)
        {
            return sellers.Find(call.AppKey, id) is { } item ? LazadaAnswers.Ok(Tell(call, item)) : LazadaAnswers.No("208", "E208: Item not exist");
        }
    }

    public string Status(Listing item) =>
        item.Hidden || shops.Refusal(item.Key) is not null ? "Suspended"
        : shops.Review(item.Key) is not null ? "Pending QC"
        : "Active";

    /// <summary>What was sent last, whether shoppers get it or not: of an item under review nothing else is told.</summary>
    private JsonObject Tell(IopCall call, Listing item)
    {
        var (images, title) = sellers.Latest(item);
        var status = Status(item);
        var answer = new JsonObject
        {
            ["item_id"] = long.Parse(item.ExternalId, CultureInfo.InvariantCulture),
            ["primary_category"] = 10_000_000 + Dice.For("category", item.ProductType).Below(9_000),
            ["created_time"] = Milliseconds(item.Created),
            ["updated_time"] = Milliseconds(item.Updated),
            ["images"] = links.Pictures(call.Http, images),
            ["marketImages"] = new JsonArray(),
            ["status"] = status,
            ["trialProduct"] = false,
            ["suspendedSkus"] = new JsonArray(),
            ["attributes"] = new JsonObject { ["name"] = title, ["description"] = $"<p>{title}</p>", ["brand"] = item.Brand },
            ["skus"] = new JsonArray([.. sellers.Skus(item).Select((sku, index) => new JsonObject
            {
                ["SkuId"] = LazadaSellers.SkuId(item, index),
                ["SellerSku"] = sku,
                ["ShopSku"] = $"{item.ExternalId}_{item.Key.Site}-{LazadaSellers.SkuId(item, index)}",
                ["Status"] = "active",
                ["Url"] = links.Item(call.Http, item.ExternalId),
                ["Images"] = new JsonArray(),
                ["price"] = item.Price,
                ["quantity"] = 20,
            })]),
        };
        if (status == "Suspended")
        {
            var rejection = shops.Refusal(item.Key);
            answer["subStatus"] = rejection is null ? "Admin" : "Live_Reject";
            answer["rejectReason"] = new JsonArray(new JsonObject
            {
                ["violationDetail"] = rejection?.Violation ?? "Wrong Image: the image does not show the product as Lazada asks.",
                ["suggestion"] = rejection?.Suggestion ?? "Upload another image.",
            });
        }

        return answer;
    }

    private bool IsOf(Listing item, string filter) => filter switch
    {
        "all" => true,
        "live" => Status(item) == "Active",
        "pending" => Status(item) == "Pending QC",
        "rejected" => Status(item) == "Suspended",
        _ => false,
    };

    private static string Milliseconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private static uint? Number(IopCall call, string name, uint usual) =>
        call.Parameter(name) is not { } text ? usual : uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static bool IsInstant(IopCall call, string name, out DateTimeOffset? at)
    {
        at = null;
        if (call.Parameter(name) is not { } text)
        {
            return true;
        }

        // As the reference's samples are: 2018-01-01T00:00:00+0800.
        if (text.Length < 5 || !DateTimeOffset.TryParseExact(text.Insert(text.Length - 2, ":"), "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read))
        {
            return false;
        }

        at = read;
        return true;
    }

    private static bool IsSkus(string? text, out IReadOnlyList<string>? skus)
    {
        skus = null;
        try
        {
            skus = text is null ? null : JsonSerializer.Deserialize<List<string>>(text);
            return text is null || skus is { Count: > 0 and <= MostSkus };
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
