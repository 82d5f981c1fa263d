using System.Globalization;
using System.Text.Encodings.Web;
using MainImageHub.Simulator.Pictures;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Traffic;

/// <summary>What shoppers' browsers get, the same at every marketplace but for its words and addresses.</summary>
internal static class ShopPages
{
    private const int WidestCopy = 6_000;

    public static string Safe(string text) => HtmlEncoder.Default.Encode(text);

    public static IResult Page(string shop, int status, string title, string body) => Results.Content(
        $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{Safe(title)} - Simulated {Safe(shop)}</title></head><body style=\"font-family:sans-serif\">{body}</body></html>",
        "text/html; charset=utf-8", statusCode: status);

    /// <summary>Title, brand and price, as they stand under the pictures.</summary>
    public static string Heading(Listing listing) => string.Create(CultureInfo.InvariantCulture, $"""
        <h1>{Safe(listing.Title)}</h1>
        <p>{Safe(listing.Brand)} · {listing.Price:0.00} {listing.Currency}</p>
        """);

    /// <summary>An item's page: its pictures in order, the main one large.</summary>
    public static IResult Item(string shop, Listing listing, IEnumerable<string> pictures)
    {
        var images = pictures.Select((url, i) => $"""<img class="{(i == 0 ? "main" : "further")}" src="{Safe(url)}" width="{(i == 0 ? 500 : 120)}" alt="">""");
        return Page(shop, 200, listing.Title, $"""
            <main data-item="{Safe(listing.ExternalId)}">{string.Join('\n', images)}
            {Heading(listing)}
            </main>
            """);
    }

    /// <summary>The picture, no larger than so many pixels; kept for ever by browsers, since its name is its content for ever.</summary>
    public static IResult Picture(HttpContext http, PictureLibrary pictures, Picture? picture, int? longestSide)
    {
        if (picture is null || pictures.Bytes(picture, longestSide) is not { } bytes)
        {
            return Results.NotFound();
        }

        http.Response.Headers.CacheControl = "public, max-age=31536000";
        return Results.Bytes(bytes, picture.ContentType);
    }

    /// <summary>The <c>?width=300</c> of a picture's address; null where there is none that makes sense.</summary>
    public static int? WidthAsked(HttpContext http) =>
        int.TryParse(http.Request.Query["width"], CultureInfo.InvariantCulture, out var asked) && asked is > 0 and < WidestCopy ? asked : null;

    public static void MapPublic<TShop>(this IEndpointRouteBuilder routes, string pattern, string operation, Func<TShop, HttpContext, IResult> run)
        where TShop : notnull =>
        routes.MapMethods(pattern, ["GET", "HEAD"], (HttpContext http, OperationRunner runner, TShop shop) =>
            runner.RunAsync(http, operation, Results.StatusCode, _ => Task.FromResult(run(shop, http))));

    public static string Route(this HttpContext http, string name) => (string)http.Request.RouteValues[name]!;
}
