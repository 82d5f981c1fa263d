using MainImageHub.Simulator.Traffic;

namespace MainImageHub.Simulator.Shopify;

/// <summary>The simulated Shopify's table of contents.</summary>
internal static class ShopifyApi
{
    public static void MapShopify(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/admin/oauth/access_token", (HttpContext http, OperationRunner runner, ShopifyTokens tokens) =>
            runner.RunAsync(http, _ => new NamedOperation("shopify/token", ShopifyGateway.ShopOf(http)), ShopifyTokens.Failure, body => tokens.GrantAsync(http, body)));
        routes.MapPost("/admin/api/{version}/graphql.json", (string version, HttpContext http, ShopifyGateway gateway) => gateway.RunAsync(http, version));

        MapPublic(routes, "/cdn/s/files/1/{shop}/files/{file}", "shopify/image", (shop, http) => shop.PictureAsync(http, Route(http, "shop"), Route(http, "file")));
        MapPublic(routes, "/{shop}/products/{handle}", "shopify/product.page", (shop, http) => shop.ProductPageAsync(http, Route(http, "shop"), Route(http, "handle")));
    }

    private static string Route(HttpContext http, string name) => (string)http.Request.RouteValues[name]!;

    private static void MapPublic(IEndpointRouteBuilder routes, string pattern, string operation, Func<ShopifyStorefront, HttpContext, Task<IResult>> run) =>
        routes.MapMethods(pattern, ["GET", "HEAD"], (HttpContext http, OperationRunner runner, ShopifyStorefront shop) =>
            runner.RunAsync(http, operation, Results.StatusCode, _ => run(shop, http)));
}
