using System.Globalization;
using MainImageHub.Simulator.Pictures;
using MainImageHub.Simulator.Traffic;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Ebay;

/// <summary>What shoppers see: the item's page, and the picture service.</summary>
internal sealed class EbayStorefront(SimulatedWorld world, EbayAccounts accounts, PictureLibrary pictures)
{
    // The largest copy that is kept.
    private const int LargestCopy = 1_600;

    public IResult ItemPage(string site, string id)
    {
        lock (world.Gate)
        {
            if (world.FindOnSite(EbayAccounts.Name, site, id) is not { Hidden: false } listing || accounts.Item(listing.Key.Seller, listing.Key.Sku) is not { } item)
            {
                return ShopPages.Page("eBay", 404, "Not found", "<h1>We looked everywhere. Looks like this page is missing.</h1>");
            }

            var images = item.Images.Select((image, i) => $"""<img class="{(i == 0 ? "gallery" : "further")}" src="../../images/g/{ShopPages.Safe(image)}/s-l{(i == 0 ? 500 : 140)}.jpg" alt="{ShopPages.Safe(listing.Title)}">""");
            return ShopPages.Page("eBay", 200, listing.Title, $"""
                <main data-item="{ShopPages.Safe(listing.ExternalId)}">{string.Join('\n', images)}
                {ShopPages.Heading(listing)}
                </main>
                """);
        }
    }

    /// <summary><c>s-l1600.jpg</c> is the largest; <c>s-l500.jpg</c> no longer than 500 on its longest side.</summary>
    public IResult Picture(HttpContext http, string id, string file)
    {
        var size = file.StartsWith("s-l", StringComparison.Ordinal) && file.EndsWith(".jpg", StringComparison.Ordinal)
            && int.TryParse(file.AsSpan(3, file.Length - 7), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked is > 0 and <= LargestCopy ? asked : 0;
        Picture? picture;
        lock (world.Gate)
        {
            picture = accounts.Image(id) is { } image ? world.Picture(image.PictureId) : null;
        }

        return size == 0 ? Results.NotFound() : ShopPages.Picture(http, pictures, picture, size);
    }
}
