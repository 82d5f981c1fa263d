using System.Globalization;
using System.Text.Json.Nodes;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Ebay;

/// <summary>Inventory API 1.18.5, reading: items page by page, by name and alone, and their offers.</summary>
internal sealed class InventoryApi(SimulatedWorld world, EbaySellers sellers, EbayLinks links)
{
    private const int MostNamed = 25;

    public Task<IResult> PageAsync(EbayCall call)
    {
        if (!TryNumber(call.Query("limit"), 25, 1, 200, out var limit) || !TryNumber(call.Query("offset"), 0, 0, int.MaxValue / 200, out var page))
        {
            return Answer(EbayErrors.Of(400, 25706, "You have provided invalid pagination values."));
        }

        lock (world.Gate)
        {
            var items = sellers.Of(call.Seller, call.Site);
            var pages = (items.Count + limit - 1) / limit;
            var answer = new JsonObject
            {
                ["href"] = Address(call, page, limit),
                ["limit"] = limit,
                ["size"] = pages,
                ["total"] = items.Count,
                ["inventoryItems"] = new JsonArray([.. items.Skip(page * limit).Take(limit).Select(item => Tell(call, item))]),
            };
            if (page + 1 < pages)
            {
                answer["next"] = Address(call, page + 1, limit);
            }

            if (page > 0)
            {
                answer["prev"] = Address(call, page - 1, limit);
            }

            return Answer(Results.Json(answer));
        }
    }

    public Task<IResult> GetAsync(EbayCall call)
    {
        lock (world.Gate)
        {
            return Answer(sellers.Find(call.Seller, call.Route("sku"), call.Site) is { } item ? Results.Json(Tell(call, item)) : EbayErrors.NoSuchSku(call.Route("sku")));
        }
    }

    public Task<IResult> NamedAsync(EbayCall call)
    {
        if (call.JsonBody()?["requests"] is not JsonArray requests || requests.Count == 0 || requests.Any(r => r?["sku"] is not JsonValue sku || !sku.TryGetValue<string>(out _)))
        {
            return Answer(EbayErrors.Invalid("requests"));
        }

        var skus = requests.Select(r => (string)r!["sku"]!).ToList();
        if (skus.Count > MostNamed)
        {
            return Answer(EbayErrors.Of(400, 25727, $"The number of InventoryItems in the request cannot exceed {MostNamed}."));
        }

        if (skus.Distinct(StringComparer.Ordinal).Count() < skus.Count)
        {
            return Answer(EbayErrors.Of(400, 25734, "SKU should be unique in the request."));
        }

        lock (world.Gate)
        {
            var found = skus.Select(sku => (sku, item: sellers.Find(call.Seller, sku, call.Site))).ToList();
            var responses = found.Select(f => f.item is null
                ? new JsonObject
                {
                    ["sku"] = f.sku,
                    ["statusCode"] = 404,
                    ["errors"] = new JsonArray(EbayErrors.Error(25702, "REQUEST", $"SKU {f.sku} is not available in the system", ("additionalInfo", f.sku))),
                }
                : new JsonObject { ["sku"] = f.sku, ["statusCode"] = 200, ["inventoryItem"] = Tell(call, f.item) });
            return Answer(Results.Json(new JsonObject { ["responses"] = new JsonArray([.. responses]) }, statusCode: found.Exists(f => f.item is null) ? 207 : 200));
        }
    }

    public Task<IResult> OffersAsync(EbayCall call)
    {
        if (call.Query("sku") is not { Length: > 0 } sku)
        {
            return Answer(EbayErrors.Invalid("sku"));
        }

        lock (world.Gate)
        {
            var offers = sellers.Find(call.Seller, sku, call.Site) is null ? [] : sellers.Offers(call.Seller, sku);
            return Answer(offers.Count == 0
                ? EbayErrors.Of(404, 25713, "This Offer is not available.")
                : Results.Json(new JsonObject
                {
                    ["href"] = $"/sell/inventory/v1/offer?sku={Uri.EscapeDataString(sku)}&limit=100&offset=0",
                    ["limit"] = 100,
                    ["size"] = offers.Count,
                    ["total"] = offers.Count,
                    ["offers"] = new JsonArray([.. offers.Select(Tell)]),
                }));
        }
    }

    private JsonObject Tell(EbayCall call, EbayItem item)
    {
        var told = item.Fields.DeepClone().AsObject();
        told["sku"] = item.Sku;
        told["locale"] = item.Locale;
        (told["product"] ??= new JsonObject())["imageUrls"] = new JsonArray([.. sellers.ShownImages(item).Select(id => (JsonNode)links.Picture(call.Http, id))]);
        if (told["availability"]?["shipToLocationAvailability"] is JsonObject availability)
        {
            availability["allocationByFormat"] = new JsonObject { ["auction"] = 0, ["fixedPrice"] = availability["quantity"]?.DeepClone() };
        }

        return told;
    }

    private static JsonObject Tell(Listing listing) => new()
    {
        ["offerId"] = $"9{listing.ExternalId[..^1]}",
        ["sku"] = listing.Key.Sku,
        ["marketplaceId"] = EbaySite.TryByCode(listing.Key.Site, out var site) ? site.MarketplaceId : null,
        ["format"] = "FIXED_PRICE",
        ["status"] = "PUBLISHED",
        ["listing"] = new JsonObject { ["listingId"] = listing.ExternalId, ["listingStatus"] = "ACTIVE", ["listingOnHold"] = listing.Hidden, ["soldQuantity"] = 3 },
        ["categoryId"] = "20625",
        ["availableQuantity"] = 25,
        ["listingDuration"] = "GTC",
        ["includeCatalogProductDetails"] = true,
        ["hideBuyerDetails"] = false,
        ["pricingSummary"] = new JsonObject { ["price"] = new JsonObject { ["value"] = listing.Price.ToString("0.00", CultureInfo.InvariantCulture), ["currency"] = listing.Currency } },
        ["listingPolicies"] = new JsonObject { ["fulfillmentPolicyId"] = "5733606000", ["paymentPolicyId"] = "5733607000", ["returnPolicyId"] = "5733608000" },
    };

    private static string Address(EbayCall call, int page, int limit) => string.Create(CultureInfo.InvariantCulture, $"{call.Http.Request.Path}?limit={limit}&offset={page}");

    private static bool TryNumber(string? text, int usual, int least, int most, out int number)
    {
        number = usual;
        return text is null || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most);
    }

    private static Task<IResult> Answer(IResult result) => Task.FromResult(result);
}
