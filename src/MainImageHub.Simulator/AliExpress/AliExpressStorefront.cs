using MainImageHub.Simulator.Pictures;
using MainImageHub.Simulator.Traffic;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.AliExpress;

/// <summary>What shoppers see: the product's page, and the picture host.</summary>
internal sealed class AliExpressStorefront(SimulatedWorld world, AliExpressShops shops, PictureLibrary pictures, AliExpressLinks links)
{
    private const string Ending = ".html";

    public IResult ProductPage(HttpContext http, string file)
    {
        var id = file.EndsWith(Ending, StringComparison.Ordinal) ? file[..^Ending.Length] : "";
        lock (world.Gate)
        {
            return world.FindOnSite(AliExpressShops.Name, AliExpressSellers.Site, id) is not { Hidden: false } listing || shops.Refusal(listing.Key) is not null
                ? ShopPages.Page("AliExpress", 404, "Not found", "<h1>Sorry, this item is no longer available</h1>")
                : ShopPages.Item("AliExpress", listing, shops.Gallery(listing.Key).Select(image => links.Picture(http, image)));
        }
    }

    /// <summary>As it is, or no wider than <c>?width=300</c>.</summary>
    public IResult Picture(HttpContext http, string file)
    {
        Picture? picture;
        lock (world.Gate)
        {
            picture = world.Picture(shops.Image(AliExpressLinks.Id(file))?.PictureId);
        }

        return ShopPages.Picture(http, pictures, picture, ShopPages.WidthAsked(http));
    }
}
