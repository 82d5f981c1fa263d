using System.Text.Json.Nodes;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Ebay;

/// <summary>
/// <c>createOrReplaceInventoryItem</c>: what is put takes the place of all that was there; a field that is not sent is lost. Pictures must be of
/// the picture service, and fit for a listing.
/// </summary>
internal sealed class InventoryChanges(SimulatedWorld world, EbaySellers sellers)
{
    private const int LongestSku = 50;
    private const int LongestTitle = 80;
    private const int MostPictures = 24;
    private const int MostRevisions = 250;

    // Told by the picture policy: 500 px on the longest side.
    private const int SmallestSide = 500;

    private static readonly string[] ItemFields = ["availability", "condition", "conditionDescription", "conditionDescriptors", "packageWeightAndSize", "product"];

    private static readonly string[] ProductFields =
        ["aspects", "brand", "description", "ean", "epid", "imageUrls", "isbn", "mpn", "subtitle", "title", "upc", "videoIds"];

    public Task<IResult> PutAsync(EbayCall call)
    {
        var language = call.Http.Request.Headers.ContentLanguage.ToString();
        if (language is not { Length: 5 } || language[2] != '-')
        {
            return Task.FromResult(EbayErrors.Invalid("header Content-Language"));
        }

        if (call.JsonBody() is not { } body)
        {
            return Task.FromResult(EbayErrors.Invalid("request"));
        }

        lock (world.Gate)
        {
            return Task.FromResult(Put(call, body, language.Replace('-', '_')));
        }
    }

    private IResult Put(EbayCall call, JsonObject body, string locale)
    {
        var sku = call.Route("sku");
        if (sku.Length > LongestSku)
        {
            return EbayErrors.Of(400, 25707, "This is an invalid value for a SKU.  Only alphanumeric characters can be used for SKUs, and their length must not exceed 50 characters.");
        }

        // New items need offers before anybody sees them, which are not made here.
        if (sellers.Find(call.Seller, sku, call.Site) is not { } item)
        {
            return EbayErrors.NoSuchSku(sku);
        }

        if (Unknown(body) is { } field)
        {
            return EbayErrors.Of(400, 25601, $"{field} is an invalid attribute. ", ("fieldName", field));
        }

        if (body["product"] is not JsonObject product || (string?)product["title"] is not { Length: > 0 and <= LongestTitle })
        {
            return EbayErrors.Invalid("title");
        }

        if (item.RevisedOn == DateOnly.FromDateTime(world.Clock.Now.UtcDateTime) && item.Revisions >= MostRevisions)
        {
            return EbayErrors.Of(400, 25019, "Cannot revise listing. You have exceeded the maximum number of revisions allowed for this listing in one day.");
        }

        var (images, refusal) = Pictures(product);
        if (refusal is not null)
        {
            return refusal;
        }

        var fields = body.DeepClone().AsObject();
        fields["product"]!.AsObject().Remove("imageUrls");
        sellers.Replace(item, locale, fields, images);
        return sellers.Offers(call.Seller, sku).Any(l => l.Hidden)
            ? Results.Json(new JsonObject
            {
                ["warnings"] = new JsonArray(EbayErrors.Error(25096, "REQUEST", "This listing is on hold due to a policy violation. You may revise it to resolve the situation. Please check your email for more information.")),
            })
            : Results.NoContent();
    }

    private static string? Unknown(JsonObject body) => body.Select(field => field.Key).FirstOrDefault(name => !ItemFields.Contains(name))
        ?? (body["product"] as JsonObject)?.Select(field => field.Key).FirstOrDefault(name => !ProductFields.Contains(name));

    private (List<string> Images, IResult? Refusal) Pictures(JsonObject product)
    {
        if (product["imageUrls"] is not JsonArray { Count: > 0 and <= MostPictures } urls)
        {
            return ([], EbayErrors.Of(400, 25501, "The eBay listing associated with the inventory item, or the unpublished offer has an invalid picture. Provide 1 to 24 pictures."));
        }

        List<string> images = [];
        foreach (var url in urls)
        {
            if (url is not JsonValue value || !value.TryGetValue<string>(out var address))
            {
                return ([], EbayErrors.Invalid("imageUrls"));
            }

            if (EbayLinks.ImageIn(address) is not { } id)
            {
                return ([], EbayErrors.Of(400, 25086, "The URL provided must be an eBay Picture Service URL."));
            }

            if (sellers.Image(id) is not { } image || world.Picture(image.PictureId) is not { } picture)
            {
                return ([], EbayErrors.Of(400, 25015, $"The eBay listing associated with the inventory item, or the unpublished offer has an invalid picture URL. {address}", ("additionalInfo", address)));
            }

            // What hangs there already stays: rules are for what comes.
            if (image.Source is not null && Math.Max(picture.Width, picture.Height) < SmallestSide)
            {
                return ([], EbayErrors.Pictures($"Pictures must be at least {SmallestSide} pixels on the longest side."));
            }

            images.Add(id);
        }

        return (images, null);
    }
}
