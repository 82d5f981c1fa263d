using MainImageHub.Simulator.Pictures;
using MainImageHub.Simulator.Traffic;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Shopify;

/// <summary>What shoppers see: the product's page, and the picture host.</summary>
internal sealed class ShopifyStorefront(SimulatedWorld world, ShopifyShops shops, ShopifyAdmin admin, PictureLibrary pictures, ShopifyLinks links)
{
    public IResult ProductPage(HttpContext http, string shop, string handle)
    {
        lock (world.Gate)
        {
            if (admin.Of(shop).FirstOrDefault(p => ShopifyAdmin.Handle(p) == handle && !p.Hidden) is not { } product)
            {
                return ShopPages.Page("shop", 404, "404 Not Found", "<h1>Page not found</h1>");
            }

            var images = admin.Gallery(product).Select((file, i) =>
                $"""<img class="{(i == 0 ? "featured" : "further")}" src="{ShopPages.Safe(links.Picture(http, file))}" width="{(i == 0 ? 500 : 120)}" alt="{ShopPages.Safe(file.Alt ?? "")}">""");
            return ShopPages.Page("shop", 200, product.Title, $"""
                <main data-product="{ShopPages.Safe(product.ExternalId)}">{string.Join('\n', images)}
                {ShopPages.Heading(product)}
                </main>
                """);
        }
    }

    /// <summary>As it is, or no wider than <c>?width=320</c>.</summary>
    public IResult Picture(HttpContext http, string shop, string fileName)
    {
        Picture? picture;
        lock (world.Gate)
        {
            picture = world.Picture(shops.File(shop, fileName)?.PictureId);
        }

        return ShopPages.Picture(http, pictures, picture, ShopPages.WidthAsked(http));
    }
}
