using System.Text.Json.Nodes;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Amazon;

/// <summary>A listing in the shape of Listings Items 2021-08-01, <c>Item</c>.</summary>
internal sealed class AmazonItems(SimulatedWorld world, AmazonLinks links)
{
    public JsonObject Item(HttpContext http, Listing listing, AmazonSite site, IReadOnlyCollection<string> includedData)
    {
        var item = new JsonObject { ["sku"] = listing.Key.Sku };
        foreach (var part in includedData)
        {
            item[part] = part switch
            {
                "summaries" => new JsonArray(Summary(http, listing, site)),
                "attributes" => Attributes(http, listing, site),
                "issues" => AmazonIssues.Of(listing, world, site),
                "offers" => new JsonArray(new JsonObject
                {
                    ["marketplaceId"] = site.MarketplaceId,
                    ["offerType"] = "B2C",
                    ["price"] = new JsonObject { ["currencyCode"] = listing.Currency, ["amount"] = FormattableString.Invariant($"{listing.Price:0.00}") },
                }),
                "fulfillmentAvailability" => new JsonArray(new JsonObject { ["fulfillmentChannelCode"] = "DEFAULT", ["quantity"] = 100 }),
                "procurement" => new JsonArray(),
                "relationships" => new JsonArray(Relationships(listing, site)),
                _ => new JsonArray(new JsonObject { ["marketplaceId"] = site.MarketplaceId, ["productType"] = listing.ProductType }),
            };
        }

        return item;
    }

    public static JsonArray Status(Listing listing) => listing.Hidden ? ["BUYABLE"] : ["BUYABLE", "DISCOVERABLE"];

    private JsonObject Summary(HttpContext http, Listing listing, AmazonSite site)
    {
        var summary = new JsonObject
        {
            ["marketplaceId"] = site.MarketplaceId,
            ["asin"] = listing.ExternalId,
            ["productType"] = listing.ProductType,
            ["conditionType"] = "new_new",
            ["status"] = Status(listing),
            ["itemName"] = listing.Title,
            ["createdDate"] = Instant(listing.Created),
            ["lastUpdatedDate"] = Instant(listing.Updated),
        };
        if (world.Picture(ShownMain(listing)) is { } picture)
        {
            summary["mainImage"] = new JsonObject { ["link"] = links.Picture(http, picture), ["height"] = picture.Height, ["width"] = picture.Width };
        }

        return summary;
    }

    private string? ShownMain(Listing listing)
    {
        if (world.Misbehave(MischiefKind.ShowSibling, listing.Key) is not null)
        {
            var sibling = world.Listings.Where(l => l.Key.Seller == listing.Key.Seller && l.Key.Site == listing.Key.Site && l != listing)
                .OrderByDescending(l => l.ParentExternalId is not null && l.ParentExternalId == listing.ParentExternalId).FirstOrDefault();
            return sibling?.PictureIn(Listing.Main) ?? listing.PictureIn(Listing.Main);
        }

        return listing.PictureIn(Listing.Main);
    }

    private JsonObject Attributes(HttpContext http, Listing listing, AmazonSite site)
    {
        var attributes = (JsonObject)listing.Attributes.DeepClone();
        foreach (var slot in listing.Slots.Keys)
        {
            // Pictures that were there before anyone patched have an attribute too; it points at Amazon's own copy.
            if (AmazonSlots.AttributeOf(slot) is { } attribute && !attributes.ContainsKey(attribute) && listing.Slots[slot] is [{ PictureId: { } id }]
                && world.Picture(id) is { } picture)
            {
                attributes[attribute] = new JsonArray(new JsonObject { ["media_location"] = links.Picture(http, picture), ["marketplace_id"] = site.MarketplaceId });
            }
        }

        return attributes;
    }

    private JsonObject Relationships(Listing listing, AmazonSite site) => new()
    {
        ["marketplaceId"] = site.MarketplaceId,
        ["relationships"] = listing.ParentExternalId is null ? new JsonArray() : new JsonArray(new JsonObject
        {
            ["type"] = "VARIATION",
            ["parentSkus"] = new JsonArray($"{listing.ParentExternalId}-PARENT"),
            ["variationTheme"] = new JsonObject { ["attributes"] = new JsonArray("color"), ["theme"] = "COLOR" },
        }),
    };

    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture);
}
