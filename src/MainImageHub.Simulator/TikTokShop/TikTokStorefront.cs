using MainImageHub.Simulator.Pictures;
using MainImageHub.Simulator.Traffic;
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
                return ShopPages.Page("TikTok Shop", 404, "Product not found", "<h1>This product is not available in your country or region.</h1>");
            }

            return ShopPages.Item("TikTok Shop", listing, shops.Gallery(listing.Key).Select(uri => links.Picture(http, uri)));
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

        return ShopPages.Picture(http, pictures, picture, ShopPages.WidthAsked(http));
    }
}
