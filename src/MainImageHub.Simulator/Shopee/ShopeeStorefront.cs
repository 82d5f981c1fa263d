using MainImageHub.Simulator.Pictures;
using MainImageHub.Simulator.Traffic;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Shopee;

/// <summary>What shoppers see: the item's page, and the picture host.</summary>
internal sealed class ShopeeStorefront(SimulatedWorld world, ShopeeSellers sellers, ShopeeShops shops, PictureLibrary pictures, ShopeeLinks links)
{
    public IResult ProductPage(HttpContext http, string shop, string item)
    {
        lock (world.Gate)
        {
            if (sellers.Find(shop, item) is not { Hidden: false } listing)
            {
                return ShopPages.Page("Shopee", 404, "Not found", "<h1>The product doesn't exist</h1>");
            }

            return ShopPages.Item("Shopee", listing, shops.Gallery(listing.Key).Select(id => links.Picture(http, id)));
        }
    }

    /// <summary>As it is, or no wider than <c>?width=300</c>.</summary>
    public IResult Picture(HttpContext http, string image)
    {
        Picture? picture;
        lock (world.Gate)
        {
            picture = world.Picture(shops.Image(image)?.PictureId);
        }

        return ShopPages.Picture(http, pictures, picture, ShopPages.WidthAsked(http));
    }
}
