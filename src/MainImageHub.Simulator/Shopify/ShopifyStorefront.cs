using System.Globalization;
using System.Text.Encodings.Web;
using MainImageHub.Simulator.Pictures;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Shopify;

/// <summary>What shoppers see: the product's page, and the picture host.</summary>
internal sealed class ShopifyStorefront(SimulatedWorld world, ShopifyShops shops, ShopifyAdmin admin, PictureLibrary pictures, ShopifyLinks links)
{
    public Task<IResult> ProductPageAsync(HttpContext http, string shop, string handle)
    {
        lock (world.Gate)
        {
            if (admin.Of(shop).FirstOrDefault(p => ShopifyAdmin.Handle(p) == handle && !p.Hidden) is not { } product)
            {
                return Task.FromResult(Page(404, "404 Not Found", "<h1>Page not found</h1>"));
            }

            var images = admin.Gallery(product).Select((file, i) => $"""<img class="{(i == 0 ? "featured" : "further")}" src="{Safe(links.Picture(http, file))}" width="{(i == 0 ? 500 : 120)}" alt="{Safe(file.Alt ?? "")}">""");
            return Task.FromResult(Page(200, product.Title, string.Create(CultureInfo.InvariantCulture, $"""
                <main data-product="{Safe(product.ExternalId)}">{string.Join('\n', images)}
                <h1>{Safe(product.Title)}</h1>
                <p>{Safe(product.Brand)} · {product.Price:0.00} {product.Currency}</p>
                </main>
                """)));
        }
    }

    /// <summary>As it is, or no wider than <c>?width=320</c>.</summary>
    public Task<IResult> PictureAsync(HttpContext http, string shop, string fileName)
    {
        Picture? picture;
        lock (world.Gate)
        {
            picture = world.Picture(shops.File(shop, fileName)?.PictureId);
        }

        int? width = int.TryParse(http.Request.Query["width"], CultureInfo.InvariantCulture, out var asked) && asked is > 0 and < 6_000 ? asked : null;
        if (picture is null || pictures.Bytes(picture, width) is not { } bytes)
        {
            return Task.FromResult(Results.NotFound());
        }

        http.Response.Headers.CacheControl = "public, max-age=31557600";
        return Task.FromResult(Results.Bytes(bytes, picture.ContentType));
    }

    private static IResult Page(int status, string title, string body) => Results.Content(
        $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{Safe(title)} - Simulated shop</title></head><body style=\"font-family:sans-serif\">{body}</body></html>",
        "text/html; charset=utf-8", statusCode: status);

    private static string Safe(string text) => HtmlEncoder.Default.Encode(text);
}
