using System.Globalization;
using System.Text.Json.Nodes;
using MainImageHub.Simulator.Traffic;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.AliExpress;

/// <summary>The edit of a product, as far as its pictures and title go: what is left out stays, and what is sent is audited before shoppers get it.</summary>
internal sealed class AliExpressEditsApi(SimulatedWorld world, AliExpressSellers sellers, AliExpressShops shops, AliExpressLinks links)
{
    public const string Method = "aliexpress.solution.product.edit";

    private const int LongestTitle = 218;

    private static readonly string[] Languages = ["en", "ru", "es", "fr", "it", "tr", "pt", "de", "nl", "in", "ar", "ja", "ko", "th", "vi", "iw"];

    public IResult Edit(IopCall call)
    {
        if (call.Json("edit_product_request") is not { } request)
        {
            return AliExpressAnswers.Wrong("edit_product_request is required");
        }

        if (request.FirstOrDefault(f => f.Key is not ("product_id" or "main_image_urls_list" or "multi_language_subject_list")) is { Key: { } unknown })
        {
            return AliExpressAnswers.Wrong($"{unknown} is not simulated");
        }

        if (request["product_id"] is not JsonValue id || !id.TryGetValue<long>(out var number))
        {
            return AliExpressAnswers.Wrong("product_id is required");
        }

        lock (world.Gate)
        {
            if (sellers.Find(call.AppKey, number.ToString(CultureInfo.InvariantCulture)) is not { } product)
            {
                return AliExpressAnswers.Refused("isv.product-not-exist", "The product does not exist");
            }

            var (before, titleBefore) = sellers.Latest(product);
            var (images, wrong) = request.ContainsKey("main_image_urls_list") ? Images(call, product, request["main_image_urls_list"]) : (before, null);
            var (title, untitled) = request.ContainsKey("multi_language_subject_list") ? Title(request["multi_language_subject_list"]) : (titleBefore, null);
            if ((wrong ?? untitled) is { } refused)
            {
                return refused;
            }

            shops.Begin(world, product, images!, title!);
            product.Updated = world.Clock.Now;
            world.Touch();
            return AliExpressAnswers.Ok(Method, new JsonObject { ["product_id"] = number });
        }
    }

    /// <summary>Addresses on a seller's own server, which AliExpress takes too, are not simulated.</summary>
    private (IReadOnlyList<string>? Images, IResult? Wrong) Images(IopCall call, Listing product, JsonNode? sent)
    {
        if (sent is not JsonArray urls || urls.Any(url => Text(url) is null))
        {
            return (null, AliExpressAnswers.Wrong("main_image_urls_list is a list of texts"));
        }

        var ids = urls.Select(url => links.Image(call.Http, Text(url)!)).ToList();
        return ids.Count is 0 or > AliExpressSellers.MostPictures ? (null, AliExpressAnswers.Refused("isv.image-count-error", $"A product has 1 to {AliExpressSellers.MostPictures} images"))
            : ids.Exists(image => image is null || shops.Image(image)?.Owner != product.Key.Seller) ? (null, AliExpressAnswers.Refused("isv.image-not-in-photobank", "The image is not in the photo bank"))
            : ([.. ids.OfType<string>()], null);
    }

    /// <summary>That of the original locale, which must be among them, and is English here.</summary>
    private static (string? Title, IResult? Wrong) Title(JsonNode? sent)
    {
        if (sent is not JsonArray list || list.Any(each => each is not JsonObject { Count: 2 } || Text(each["subject"]) is null || Text(each["language"]) is not { } language || !Languages.Contains(language)))
        {
            return (null, AliExpressAnswers.Wrong("multi_language_subject_list is a list of languages and subjects"));
        }

        var title = list.Where(each => Text(each!["language"]) == "en").Select(each => Text(each!["subject"])).FirstOrDefault();
        return title is null ? (null, AliExpressAnswers.Wrong("the original locale is missing"))
            : title.Length is 0 or > LongestTitle ? (null, AliExpressAnswers.Refused("isv.subject-error", $"The subject has 1 to {LongestTitle} characters"))
            : (title, null);
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
