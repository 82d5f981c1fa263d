using MainImageHub.Simulator.Traffic;

namespace MainImageHub.Simulator.Lazada;

/// <summary>The simulated Lazada's table of contents. Sign-in, the API of all countries, shop pages and picture host share an address here.</summary>
internal static class LazadaApi
{
    public static void MapLazada(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/rest/auth/token/refresh", ["GET", "POST"], (HttpContext http, LazadaGateway gateway, LazadaTokens tokens) =>
            gateway.RunAsync(http, new("token", ["refresh_token"], OfSeller: false), tokens.Refresh));

        routes.MapGet("/rest/seller/get", (HttpContext http, LazadaGateway gateway, LazadaItemsApi api) => gateway.RunAsync(http, new("getSeller", []), api.Seller));
        routes.MapGet("/rest/products/get", (HttpContext http, LazadaGateway gateway, LazadaItemsApi api) =>
            gateway.RunAsync(http, new("getProducts", ["filter", "limit", "offset", "create_after", "create_before", "sku_seller_list"]), api.List));
        routes.MapGet("/rest/product/item/get", (HttpContext http, LazadaGateway gateway, LazadaItemsApi api) => gateway.RunAsync(http, new("getProductItem", ["item_id"]), api.Get));
        routes.MapPost("/rest/image/upload", (HttpContext http, LazadaGateway gateway, LazadaImagesApi api) => gateway.RunAsync(http, new("uploadImage", [], IsUpload: true), api.Upload));
        routes.MapPost("/rest/product/update", (HttpContext http, LazadaGateway gateway, LazadaUpdatesApi api) => gateway.RunAsync(http, new("updateProduct", ["payload"]), api.Update));

        routes.MapPublic<LazadaStorefront>("/p/{image}", "lazada/image", (shop, http) => shop.Picture(http, http.Route("image")));
        routes.MapPublic<LazadaStorefront>("/products/{item}", "lazada/product.page", (shop, http) => shop.ProductPage(http, http.Route("item")));

        // What looks like one of the API's paths and is none, or is called in another way.
        routes.Map("/rest/{**rest}", (HttpContext http, OperationRunner runner) =>
            runner.RunAsync(http, "lazada/unknown", LazadaAnswers.ForStatus, _ => Task.FromResult(LazadaAnswers.No("InvalidApiPath", "The specified API path is invalid"))));
    }
}
