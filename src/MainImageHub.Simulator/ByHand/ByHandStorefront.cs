using MainImageHub.Simulator.Pictures;
using MainImageHub.Simulator.Traffic;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.ByHand;

/// <summary>What shoppers see at the marketplaces without an API. Their pages name the picture as real ones do, for whoever shares them.</summary>
internal sealed class ByHandStorefront(SimulatedWorld world, IEnumerable<ISimulatedMarketplace> marketplaces, PictureLibrary pictures, SimulatorRoutes routes)
{
    /// <summary>With the paths of their pages, as they are outside.</summary>
    public static IReadOnlyDictionary<string, string> Pages { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["walmart"] = "/ip/{item}",
        ["etsy"] = "/listing/{item}",
        ["mercadolibre"] = "/item/{item}",
        ["temu"] = "/item/{item}",
        ["alibaba"] = "/item/{item}",
    };

    public static void Map(IEndpointRouteBuilder routes, string marketplace)
    {
        routes.MapPublic<ByHandStorefront>(Pages[marketplace], $"{marketplace}/page", (shop, http) => shop.Page(http, marketplace, http.Route("item")));
        routes.MapPublic<ByHandStorefront>("/picture/{id}", $"{marketplace}/picture", (shop, http) => shop.Picture(http, http.Route("id")));
    }

    private IResult Page(HttpContext http, string marketplace, string item)
    {
        lock (world.Gate)
        {
            if (marketplaces.OfType<ByHandShop>().Single(shop => shop.Marketplace == marketplace).Find(item) is not { Hidden: false } listing)
            {
                return ShopPages.Page(marketplace, 404, "Not found", "<h1>This item is no longer here</h1>");
            }

            var picture = listing.PictureIn(Listing.Main) is { } id ? ShopPages.Safe($"{routes.Base(http, marketplace)}/picture/{id}") : null;
            return Results.Content(
                $"""
                <!doctype html><html lang="en"><head><meta charset="utf-8"><title>{ShopPages.Safe(listing.Title)}</title>
                <meta property="og:title" content="{ShopPages.Safe(listing.Title)}">{(picture is null ? "" : $"<meta property=\"og:image\" content=\"{picture}\">")}
                </head><body style="font-family:sans-serif">{(picture is null ? "" : $"<img src=\"{picture}\" width=\"500\" alt=\"\">")}
                {ShopPages.Heading(listing)}</body></html>
                """,
                "text/html; charset=utf-8");
        }
    }

    private IResult Picture(HttpContext http, string id)
    {
        Picture? picture;
        lock (world.Gate)
        {
            picture = world.Picture(id);
        }

        return ShopPages.Picture(http, pictures, picture, ShopPages.WidthAsked(http));
    }
}
