using System.Globalization;
using System.Text.Encodings.Web;
using MainImageHub.Simulator.Pictures;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.TikTokShop;

/// <summary>What shoppers see: the product's page, and the picture host.</summary>
internal sealed class TikTokStorefront(SimulatedWorld world, TikTokShops shops, PictureLibrary pictures, TikTokLinks links)
{
    public IResult ProductPage(HttpContext http, string product)
    {
        lock (world.Gate)
        {
            if (world.Listings.FirstOrDefault(l => l.Key.Marketplace == TikTokShops.Name && l.ExternalId == product && !l.Deleted && !l.Hidden) is not { } listing)
            {
                return Page(404, "Product not found", "<h1>This product is not available in your country or region.</h1>");
            }

            var images = shops.Gallery(listing.Key).Select((uri, i) => $"""<img class="{(i == 0 ? "main" : "further")}" src="{Safe(links.Picture(http, uri))}" width="{(i == 0 ? 500 : 120)}" alt="">""");
            return Page(200, listing.Title, string.Create(CultureInfo.InvariantCulture, $"""
                <main data-product="{Safe(listing.ExternalId)}">{string.Join('\n', images)}
                <h1>{Safe(listing.Title)}</h1>
                <p>{Safe(listing.Brand)} · {listing.Price:0.00} {listing.Currency}</p>
                </main>
                """));
        }
    }

    /// <summary>As it is, or no wider than <c>?width=300</c>.</summary>
    public IResult Picture(HttpContext http, string uri)
    {
        Picture? picture;
        lock (world.Gate)
        {
            picture = world.Picture(shops.Image(uri)?.PictureId);
        }

        int? width = int.TryParse(http.Request.Query["width"], CultureInfo.InvariantCulture, out var asked) && asked is > 0 and < 6_000 ? asked : null;
        if (picture is null || pictures.Bytes(picture, width) is not { } bytes)
        {
            return Results.NotFound();
        }

        http.Response.Headers.CacheControl = "public, max-age=31536000";
        return Results.Bytes(bytes, picture.ContentType);
    }

    private static IResult Page(int status, string title, string body) => Results.Content(
        $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{Safe(title)} - Simulated TikTok Shop</title></head><body style=\"font-family:sans-serif\">{body}</body></html>",
        "text/html; charset=utf-8", statusCode: status);

    private static string Safe(string text) => HtmlEncoder.Default.Encode(text);
}
