using MainImageHub.Simulator.Traffic;

namespace MainImageHub.Simulator.TikTokShop;

/// <summary>The simulated TikTok Shop's table of contents. Sign-in, API, shop pages and picture host share an address here.</summary>
internal static class TikTokApi
{
    public static void MapTikTokShop(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v2/token/refresh", (HttpContext http, OperationRunner runner, TikTokTokens tokens) =>
            runner.RunAsync(http, "tiktokshop/token", TikTokAnswers.ForStatus, _ => Task.FromResult(tokens.Refresh(http.Request.Query))));

        routes.MapGet("/authorization/202309/shops", (HttpContext http, TikTokGateway gateway, TikTokShopsApi api) =>
            gateway.RunAsync(http, new("getAuthorizedShops", OfShop: false), api.List));
        routes.MapPost("/product/202502/products/search", (HttpContext http, TikTokGateway gateway, TikTokProductsApi api) =>
            gateway.RunAsync(http, new("searchProducts"), api.Search));
        routes.MapGet("/product/202309/products/{product}", (HttpContext http, TikTokGateway gateway, TikTokProductsApi api) =>
            gateway.RunAsync(http, new("getProduct"), api.Get));
        routes.MapPost("/product/202309/images/upload", (HttpContext http, TikTokGateway gateway, TikTokImagesApi api) =>
            gateway.RunAsync(http, new("uploadProductImage", OfShop: false, IsUpload: true), api.UploadAsync));
        routes.MapPost("/product/202509/products/{product}/partial_edit", (HttpContext http, TikTokGateway gateway, TikTokEditsApi api) =>
            gateway.RunAsync(http, new("partialEditProduct"), api.Edit));
        routes.MapGet("/analytics/202405/shop_products/{product}/performance", (HttpContext http, TikTokGateway gateway, TikTokAnalyticsApi api) =>
            gateway.RunAsync(http, new("getShopProductPerformance"), api.Performance));

        routes.MapPublic<TikTokStorefront>("/obj/{bucket}/{name}", "tiktokshop/image", (shop, http) => shop.Picture(http, $"{http.Route("bucket")}/{http.Route("name")}"));
        routes.MapPublic<TikTokStorefront>("/view/product/{product}", "tiktokshop/product.page", (shop, http) => shop.ProductPage(http, http.Route("product")));

        // What looks like one of the API's paths and is none: a version that was never there, say.
        foreach (var family in new[] { "authorization", "product", "analytics" })
        {
            routes.Map($"/{family}/{{**rest}}", (HttpContext http, OperationRunner runner) =>
                runner.RunAsync(http, "tiktokshop/unknown", TikTokAnswers.ForStatus, _ => Task.FromResult(TikTokAnswers.ForStatus(404))));
        }
    }
}
