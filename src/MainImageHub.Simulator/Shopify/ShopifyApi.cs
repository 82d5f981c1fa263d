using MainImageHub.Simulator.Traffic;

namespace MainImageHub.Simulator.Shopify;

/// <summary>The simulated Shopify's table of contents.</summary>
internal static class ShopifyApi
{
    public static void MapShopify(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/admin/oauth/access_token", (HttpContext http, OperationRunner runner, ShopifyTokens tokens) =>
            runner.RunAsync(http, _ => new NamedOperation("shopify/token", ShopifyGateway.ShopOf(http)), OAuth.Failure, body => tokens.GrantAsync(http, body)));
        routes.MapPost("/admin/api/{version}/graphql.json", (string version, HttpContext http, ShopifyGateway gateway) => gateway.RunAsync(http, version));

        routes.MapPublic<ShopifyStorefront>("/cdn/s/files/1/{shop}/files/{file}", "shopify/image", (shop, http) => shop.Picture(http, http.Route("shop"), http.Route("file")));
        routes.MapPublic<ShopifyStorefront>("/{shop}/products/{handle}", "shopify/product.page", (shop, http) => shop.ProductPage(http, http.Route("shop"), http.Route("handle")));
    }
}
