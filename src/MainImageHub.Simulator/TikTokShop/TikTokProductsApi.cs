using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.TikTokShop;

/// <summary>Search Products 202502 and Get Product 202309.</summary>
internal sealed class TikTokProductsApi(SimulatedWorld world, TikTokCatalogue catalogue, TikTokShops shops, TikTokLinks links)
{
    private const int LargestPage = 100;
    private const int MostSkus = 10;
    private const int MostResults = 10_000;

    private static readonly string[] Filters =
    [
        "status", "seller_skus", "create_time_ge", "create_time_le", "update_time_ge", "update_time_le", "category_version", "listing_quality_tiers", "listing_platforms",
        "audit_status", "sku_ids", "sns_filter", "return_draft_version",
    ];

    public IResult Search(TikTokCall call)
    {
        if (!int.TryParse(call.Query("page_size"), NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size is < 1 or > LargestPage)
        {
            return TikTokAnswers.No(12019109, "page size is invalid");
        }

        if (Offset(call.Query("page_token")) is not { } offset)
        {
            return TikTokAnswers.No(12019108, "page number is invalid");
        }

        if (call.Json() is not { } body || body.Any(f => !Filters.Contains(f.Key)) || !IsList(body["seller_skus"], out var skus) || body["status"] is not (null or JsonValue))
        {
            return TikTokAnswers.Invalid();
        }

        if (skus?.Count > MostSkus)
        {
            return TikTokAnswers.No(12019027, "The maximum count of “seller_skus” in the search filter is 10.");
        }

        if (offset + size > MostResults)
        {
            return TikTokAnswers.No(12052180, "The total number of search results can not exceed 10000.");
        }

        lock (world.Gate)
        {
            var status = (string?)body["status"] ?? "ALL";
            var found = (skus is null ? catalogue.Of(call.Seller, call.Region!) : [.. skus.Select(sku => catalogue.FindSku(call.Seller, call.Region!, sku)).OfType<Listing>().Distinct()])
                .Where(product => status == "ALL" || status == Status(product)).ToList();
            var answer = new JsonObject
            {
                ["total_count"] = found.Count,
                ["products"] = new JsonArray([.. found.Skip(offset).Take(size).Select(Summary)]),
            };
            if (offset + size < found.Count)
            {
                answer["next_page_token"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"offset={offset + size}"));
            }

            return TikTokAnswers.Ok(answer);
        }
    }

    public IResult Get(TikTokCall call)
    {
        var (draft, review) = (call.Query("return_draft_version") == "true", call.Query("return_under_review_version") == "true");
        if (draft && review)
        {
            return TikTokAnswers.Invalid();
        }

        lock (world.Gate)
        {
            if (catalogue.Find(call.Seller, call.Region!, call.Product) is not { } product)
            {
                return TikTokAnswers.No(12019150, "The product ID does not exist.");
            }

            var under = shops.Review(product.Key);
            if (review && under is null)
            {
                return TikTokAnswers.No(12052547, "There is no version of this product that is under review. Please obtain the online version.");
            }

            var images = review ? under!.Images : shops.Gallery(product.Key);
            var answer = Summary(product);
            answer["title"] = review ? under!.Title : product.Title;
            answer["category_chains"] = new JsonArray(new JsonObject { ["id"] = "853000", ["parent_id"] = "0", ["local_name"] = product.ProductType, ["is_leaf"] = true });
            answer["brand"] = new JsonObject { ["id"] = "7082427311584347905", ["name"] = product.Brand };
            answer["main_images"] = new JsonArray([.. images.Select(shops.Image).OfType<HostedImage>().Select(image => links.Image(call.Http, image))]);
            answer["description"] = $"<p>{product.Title}</p>";
            answer["product_status"] = Status(product);
            answer["audit_failed_reasons"] = new JsonArray([.. shops.Refusal(product.Key) is { } failure
                ? new[] { new JsonObject { ["position"] = failure.Position, ["reasons"] = new JsonArray(failure.Reason), ["suggestions"] = new JsonArray(failure.Suggestion), ["listing_platform"] = "TIKTOK_SHOP" } }
                : []]);
            answer.Remove("sales_regions");
            return TikTokAnswers.Ok(answer);
        }
    }

    private JsonObject Summary(Listing product) => new()
    {
        ["id"] = product.ExternalId,
        ["title"] = product.Title,
        ["status"] = Status(product),
        ["skus"] = new JsonArray([.. catalogue.Skus(product).Select((sku, index) => new JsonObject
        {
            ["id"] = string.Create(CultureInfo.InvariantCulture, $"{product.ExternalId[..^2]}{index + 10}"),
            ["seller_sku"] = sku,
            ["price"] = new JsonObject
            {
                ["currency"] = product.Currency,
                ["tax_exclusive_price"] = product.Price.ToString(CultureInfo.InvariantCulture),
                ["sale_price"] = product.Price.ToString(CultureInfo.InvariantCulture),
            },
        })]),
        ["sales_regions"] = new JsonArray(product.Key.Site),
        ["create_time"] = product.Created.ToUnixTimeSeconds(),
        ["update_time"] = product.Updated.ToUnixTimeSeconds(),
        ["has_draft"] = shops.HasDraft(product.Key),
        ["audit"] = new JsonObject { ["status"] = shops.Review(product.Key) is not null ? "AUDITING" : shops.Refusal(product.Key) is not null ? "FAILED" : "APPROVED" },
    };

    private static string Status(Listing product) => product.Hidden ? "PLATFORM_DEACTIVATED" : "ACTIVATE";

    private static int? Offset(string? token)
    {
        if (string.IsNullOrEmpty(token))
        {
            return 0;
        }

        var bytes = new byte[64];
        return Convert.TryFromBase64String(token, bytes, out var length) && Encoding.UTF8.GetString(bytes, 0, length) is ['o', 'f', 'f', 's', 'e', 't', '=', .. var number]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? offset : null;
    }

    private static bool IsList(JsonNode? node, out IReadOnlyList<string>? texts)
    {
        texts = node is JsonArray list ? [.. list.OfType<JsonValue>().Select(v => v.TryGetValue<string>(out var text) ? text : "").Where(text => text.Length > 0)] : null;
        return node is null || (node is JsonArray all && all.Count == texts!.Count);
    }
}
