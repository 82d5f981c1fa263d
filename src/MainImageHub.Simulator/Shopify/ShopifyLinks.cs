using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Shopify;

/// <summary>Addresses of the picture host and the shop, as seen by whoever asked.</summary>
internal sealed class ShopifyLinks(SimulatorRoutes routes)
{
    public string Base(HttpContext http) => routes.Base(http, ShopifyShops.Name);

    public string Picture(HttpContext http, ShopifyFile file) => $"{Base(http)}/cdn/s/files/1/{file.Shop}/files/{Uri.EscapeDataString(file.FileName)}?v={file.CreatedAt.ToUnixTimeSeconds()}";

    public string Page(HttpContext http, Listing product) => $"{Base(http)}/{product.Key.Seller}/products/{ShopifyAdmin.Handle(product)}";
}
