using System.Globalization;
using System.Text.Encodings.Web;
using MainImageHub.Simulator.Pictures;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Ebay;

/// <summary>What shoppers see: the item's page, and the picture service.</summary>
internal sealed class EbayStorefront(SimulatedWorld world, EbayAccounts accounts, PictureLibrary pictures)
{
    // The largest copy that is kept.
    private const int LargestCopy = 1_600;

    public Task<IResult> ItemPageAsync(string site, string id)
    {
        lock (world.Gate)
        {
            if (world.FindOnSite(EbayAccounts.Name, site, id) is not { Hidden: false } listing || accounts.Item(listing.Key.Seller, listing.Key.Sku) is not { } item)
            {
                return Task.FromResult(Page(404, "Not found", "<h1>We looked everywhere. Looks like this page is missing.</h1>"));
            }

            var images = item.Images.Select((image, i) => $"""<img class="{(i == 0 ? "gallery" : "further")}" src="../../images/g/{Safe(image)}/s-l{(i == 0 ? 500 : 140)}.jpg" alt="{Safe(listing.Title)}">""");
            return Task.FromResult(Page(200, listing.Title, string.Create(CultureInfo.InvariantCulture, $"""
                <main data-item="{Safe(listing.ExternalId)}">{string.Join('\n', images)}
                <h1>{Safe(listing.Title)}</h1>
                <p>{Safe(listing.Brand)} · {listing.Price:0.00} {listing.Currency}</p>
                </main>
                """)));
        }
    }

    /// <summary><c>s-l1600.jpg</c> is the largest; <c>s-l500.jpg</c> no longer than 500 on its longest side.</summary>
    public Task<IResult> PictureAsync(HttpContext http, string id, string file)
    {
        var size = file.StartsWith("s-l", StringComparison.Ordinal) && file.EndsWith(".jpg", StringComparison.Ordinal)
            && int.TryParse(file.AsSpan(3, file.Length - 7), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked is > 0 and <= LargestCopy ? asked : 0;
        Picture? picture;
        lock (world.Gate)
        {
            picture = accounts.Image(id) is { } image ? world.Picture(image.PictureId) : null;
        }

        if (size == 0 || picture is null || pictures.Bytes(picture, size) is not { } bytes)
        {
            return Task.FromResult(Results.NotFound());
        }

        http.Response.Headers.CacheControl = "public, max-age=31536000";
        return Task.FromResult(Results.Bytes(bytes, picture.ContentType));
    }

    private static IResult Page(int status, string title, string body) => Results.Content(
        $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{Safe(title)} - Simulated eBay</title></head><body style=\"font-family:sans-serif\">{body}</body></html>",
        "text/html; charset=utf-8", statusCode: status);

    private static string Safe(string text) => HtmlEncoder.Default.Encode(text);
}
