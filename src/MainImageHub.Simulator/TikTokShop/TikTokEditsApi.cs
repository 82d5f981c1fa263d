using System.Text.Json.Nodes;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.TikTokShop;

/// <summary>Partial Edit Product 202509, as far as pictures and titles go: what is left out stays, what is sent replaces the whole field, and both are reviewed before shoppers get them.</summary>
internal sealed class TikTokEditsApi(SimulatedWorld world, TikTokCatalogue catalogue, TikTokShops shops)
{
    private const int LongestTitle = 255;

    public IResult Edit(TikTokCall call)
    {
        if (call.Json() is not { } body || body.Any(f => f.Key is not ("save_mode" or "main_images" or "title")) || (string?)body["save_mode"] is not (null or "LISTING" or "AS_DRAFT"))
        {
            return TikTokAnswers.Invalid();
        }

        lock (world.Gate)
        {
            if (catalogue.Find(call.Seller, call.Region!, call.Product) is not { } product)
            {
                return TikTokAnswers.No(12052260, "The product ID does not exist");
            }

            // Unedited fields keep the values of the version under review, where there is one.
            var before = shops.Review(product.Key);
            var (images, wrong) = body.ContainsKey("main_images") ? Images(product, body["main_images"]) : (before?.Images ?? shops.Gallery(product.Key), null);
            if (wrong is not null)
            {
                return wrong;
            }

            var title = body.ContainsKey("title") ? (string?)body["title"] ?? "" : before?.Title ?? product.Title;
            if (title.Length is 0 or > LongestTitle)
            {
                return title.Length == 0 ? TikTokAnswers.No(12052261, "product name is empty") : TikTokAnswers.No(12052051, "The product name exceed max limit characters");
            }

            var listed = (string?)body["save_mode"] != "AS_DRAFT";
            if (listed)
            {
                shops.Begin(world, product, [.. images!], title);
            }
            else
            {
                shops.Draft(product.Key);
            }

            product.Updated = world.Clock.Now;
            world.Touch();
            return TikTokAnswers.Ok(new JsonObject
            {
                ["product_id"] = product.ExternalId,
                ["skus"] = new JsonArray([.. catalogue.Skus(product).Select((sku, index) => new JsonObject { ["id"] = $"{product.ExternalId[..^2]}{index + 10}", ["seller_sku"] = sku })]),
                ["audit"] = new JsonObject { ["status"] = listed ? "AUDITING" : "NONE" },
            });
        }
    }

    private (IReadOnlyList<string>? Images, IResult? Wrong) Images(Listing product, JsonNode? sent)
    {
        if (sent is not JsonArray list || list.Any(each => each is not JsonObject image || image.Count != 1 || (image["uri"] as JsonValue)?.TryGetValue<string>(out _) != true))
        {
            return (null, TikTokAnswers.Invalid());
        }

        var uris = list.Select(each => (string)each!["uri"]!).ToList();
        return uris.Count == 0 ? (null, TikTokAnswers.No(12052028, "Main product image is required"))
            : uris.Count > TikTokCatalogue.MostPictures ? (null, TikTokAnswers.No(12052306, "main product images count exceed limit"))
            : uris.Exists(uri => shops.Image(product.Key.Seller, uri) is null) ? (null, TikTokAnswers.No(12052722, "The image URI does not exist in TikTok Shop."))
            : (uris, null);
    }
}
