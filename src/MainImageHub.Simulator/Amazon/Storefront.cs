using System.Globalization;
using System.Text.RegularExpressions;
using MainImageHub.Simulator.Pictures;
using MainImageHub.Simulator.Traffic;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Amazon;

/// <summary>What shoppers see: the product page, the search page, the picture host.</summary>
internal sealed partial class Storefront(SimulatedWorld world, PictureLibrary pictures, AmazonLinks links)
{
    public IResult ProductPage(HttpContext http, string siteCode, string asin)
    {
        lock (world.Gate)
        {
            if (!AmazonSite.TryByCode(siteCode, out var site) || world.FindOnSite(AmazonCatalogue.Marketplace, site.Code, asin) is not { } listing)
            {
                return Page(404, "Page not found", "<h1>Sorry, we could not find that page</h1>");
            }

            var picture = world.Picture(listing.PictureIn(Listing.Main));
            return Page(200, listing.Title, string.Create(CultureInfo.InvariantCulture, $"""
                <main data-asin="{Safe(listing.ExternalId)}">
                <div id="imgTagWrapperId">{(picture is null ? "" : $"""<img id="landingImage" src="{Safe(links.Picture(http, picture))}" width="500" alt="{Safe(listing.Title)}" data-old-hires="{Safe(links.Picture(http, picture))}">""")}</div>
                <h1 id="productTitle">{Safe(listing.Title)}</h1>
                <p>{Safe(listing.Brand)} · {listing.Price:0.00} {listing.Currency}</p>
                </main>
                """));
        }
    }

    public IResult SearchPage(HttpContext http, string siteCode)
    {
        lock (world.Gate)
        {
            if (!AmazonSite.TryByCode(siteCode, out var site))
            {
                return Page(404, "Page not found", "<h1>Sorry, we could not find that page</h1>");
            }

            var words = http.Request.Query["k"].ToString();
            var tiles = world.Listings
                .Where(l => l.Key.Marketplace == AmazonCatalogue.Marketplace && l.Key.Site == site.Code && !l.Deleted && !l.Hidden && l.Title.Contains(words, StringComparison.OrdinalIgnoreCase))
                .OrderBy(l => l.ExternalId, StringComparer.Ordinal).Take(48)
                .Select(l => (Listing: l, Picture: world.Picture(l.PictureIn(Listing.Main))))
                .Select(t => $"""
                    <a class="s-result-item" data-asin="{t.Listing.ExternalId}" href="{Safe($"{links.Base(http)}/{site.Code}/dp/{t.Listing.ExternalId}")}">
                    {(t.Picture is null ? "" : $"""<img class="s-image" src="{Safe(links.Picture(http, t.Picture, 320))}" width="218" alt="">""")}<span>{Safe(t.Listing.Title)}</span></a>
                    """);
            return Page(200, "Results", string.Join('\n', tiles));
        }
    }

    /// <summary><c>{id}.jpg</c>, or <c>{id}._SL320_.jpg</c> for a smaller one.</summary>
    public IResult Picture(HttpContext http, string file)
    {
        var match = FileName.Match(file);
        Picture? picture;
        lock (world.Gate)
        {
            picture = match.Success ? world.Picture(match.Groups["id"].Value) : null;
        }

        int? side = match.Groups["side"] is { Success: true, Value: var text } ? int.Parse(text, CultureInfo.InvariantCulture) : null;
        return ShopPages.Picture(http, pictures, picture, side);
    }

    private static IResult Page(int status, string title, string body) => ShopPages.Page("Amazon", status, title, body);

    private static string Safe(string text) => ShopPages.Safe(text);

    [GeneratedRegex(@"^(?<id>[0-9a-f]{20})(\._SL(?<side>[1-9][0-9]{1,3})_)?\.jpg$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex FileName { get; }
}
