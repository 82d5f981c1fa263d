using MainImageHub.Simulator.Pictures;
using MainImageHub.Simulator.Traffic;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Lazada;

/// <summary>What shoppers see: the item's page, and the picture host.</summary>
internal sealed class LazadaStorefront(SimulatedWorld world, LazadaShops shops, PictureLibrary pictures, LazadaLinks links)
{
    public IResult ProductPage(HttpContext http, string item)
    {
        lock (world.Gate)
        {
            if (world.Listings.FirstOrDefault(l => l.Key.Marketplace == LazadaShops.Name && l.ExternalId == item && !l.Deleted && !l.Hidden) is not { } listing || shops.Refusal(listing.Key) is not null)
            {
                return ShopPages.Page("Lazada", 404, "Not found", "<h1>Sorry! This product is no longer available</h1>");
            }

            return ShopPages.Item("Lazada", listing, shops.Gallery(listing.Key).Select(id => links.Picture(http, id)));
        }
    }

    /// <summary>As it is, or no wider than <c>?width=300</c>.</summary>
    public IResult Picture(HttpContext http, string file)
    {
        Picture? picture;
        lock (world.Gate)
        {
            picture = world.Picture(shops.Image(LazadaLinks.Id(file))?.PictureId);
        }

        return ShopPages.Picture(http, pictures, picture, ShopPages.WidthAsked(http));
    }
}
