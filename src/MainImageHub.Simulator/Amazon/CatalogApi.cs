using System.Text.Json.Nodes;
using MainImageHub.Simulator.Pictures;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Amazon;

/// <summary>Catalog Items 2022-04-01: what the product page shows, whoever sells it.</summary>
internal sealed class CatalogApi(SimulatedWorld world, AmazonLinks links)
{
    private static readonly string[] Parts = ["attributes", "classifications", "dimensions", "identifiers", "images", "productTypes", "relationships", "salesRanks", "summaries", "vendorDetails"];

    public Task<IResult> GetAsync(AmazonCall call)
    {
        var parts = call.QueryList("includedData") is { Count: > 0 } asked ? asked : ["summaries"];
        if (call.QueryList("marketplaceIds") is not [var id] || !AmazonSite.TryByMarketplaceId(id, out var site) || parts.Any(p => !Parts.Contains(p, StringComparer.Ordinal)))
        {
            return Task.FromResult(AmazonErrors.InvalidInput("'marketplaceIds' or 'includedData' is invalid."));
        }

        lock (world.Gate)
        {
            if (world.FindOnSite(AmazonCatalogue.Marketplace, site.Code, call.Route("asin")) is not { } listing)
            {
                return Task.FromResult(AmazonErrors.Answer(404, "NOT_FOUND", $"Requested item '{call.Route("asin")}' not found in marketplace(s) '{site.MarketplaceId}'."));
            }

            var item = new JsonObject { ["asin"] = listing.ExternalId };
            foreach (var part in parts)
            {
                item[part] = part switch
                {
                    "images" => new JsonArray(new JsonObject { ["marketplaceId"] = site.MarketplaceId, ["images"] = Images(call.Http, listing) }),
                    "summaries" => new JsonArray(new JsonObject
                    {
                        ["marketplaceId"] = site.MarketplaceId,
                        ["brand"] = listing.Brand,
                        ["itemName"] = listing.Title,
                        ["itemClassification"] = "BASE_PRODUCT",
                    }),
                    "productTypes" => new JsonArray(new JsonObject { ["marketplaceId"] = site.MarketplaceId, ["productType"] = listing.ProductType }),
                    "attributes" => new JsonObject { ["item_name"] = AmazonCatalogue.Text(listing.Title, site), ["brand"] = AmazonCatalogue.Text(listing.Brand, site) },
                    _ => new JsonArray(),
                };
            }

            return Task.FromResult(Results.Json(item));
        }
    }

    // Each variant in several sizes, the full one first (selling-partner-api-models issue 506 shows such an answer).
    private JsonArray Images(HttpContext http, Listing listing)
    {
        JsonArray images = [];
        foreach (var slot in listing.Slots.Keys.OrderBy(s => s == Listing.Main ? "" : s, StringComparer.Ordinal))
        {
            if (world.Picture(listing.PictureIn(slot)) is not { } picture)
            {
                continue;
            }

            images.Add(new JsonObject { ["variant"] = slot, ["link"] = links.Picture(http, picture), ["height"] = picture.Height, ["width"] = picture.Width });
            foreach (var side in new[] { 500, 75 }.Where(s => s < Math.Max(picture.Width, picture.Height)))
            {
                var (width, height) = Shrunk(picture, side);
                images.Add(new JsonObject { ["variant"] = slot, ["link"] = links.Picture(http, picture, side), ["height"] = height, ["width"] = width });
            }
        }

        return images;
    }

    private static (int Width, int Height) Shrunk(Picture picture, int side)
    {
        var scale = (double)side / Math.Max(picture.Width, picture.Height);
        return (Math.Max(1, (int)Math.Round(picture.Width * scale)), Math.Max(1, (int)Math.Round(picture.Height * scale)));
    }
}
