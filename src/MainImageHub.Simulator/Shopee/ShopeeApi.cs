using MainImageHub.Simulator.Traffic;

namespace MainImageHub.Simulator.Shopee;

/// <summary>The simulated Shopee's table of contents. Sign-in, API, shop pages and picture host share an address here.</summary>
internal static class ShopeeApi
{
    public static void MapShopee(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v2/auth/access_token/get", (HttpContext http, ShopeeGateway gateway, ShopeeTokens tokens) =>
            gateway.RunAsync(http, new("token", [], OfShop: false), tokens.Refresh));

        routes.MapGet("/api/v2/shop/get_shop_info", (HttpContext http, ShopeeGateway gateway, ShopeeItemsApi api) => gateway.RunAsync(http, new("getShopInfo", []), api.Shop));
        routes.MapGet("/api/v2/product/get_item_list", (HttpContext http, ShopeeGateway gateway, ShopeeItemsApi api) =>
            gateway.RunAsync(http, new("getItemList", ["offset", "page_size", "item_status", "update_time_from", "update_time_to"]), api.List));
        routes.MapGet("/api/v2/product/search_item", (HttpContext http, ShopeeGateway gateway, ShopeeItemsApi api) =>
            gateway.RunAsync(http, new("searchItem", ["offset", "page_size", "item_sku", "item_status", "deboost_only"]), api.Search));
        routes.MapGet("/api/v2/product/get_item_base_info", (HttpContext http, ShopeeGateway gateway, ShopeeItemsApi api) =>
            gateway.RunAsync(http, new("getItemBaseInfo", ["item_id_list", "need_tax_info", "need_complaint_policy"]), api.BaseInfo));
        routes.MapGet("/api/v2/product/get_model_list", (HttpContext http, ShopeeGateway gateway, ShopeeItemsApi api) => gateway.RunAsync(http, new("getModelList", ["item_id"]), api.Models));
        routes.MapGet("/api/v2/product/get_item_violation_info", (HttpContext http, ShopeeGateway gateway, ShopeeItemsApi api) =>
            gateway.RunAsync(http, new("getItemViolationInfo", ["item_id_list", "language"]), api.Violations));
        routes.MapPost("/api/v2/media_space/upload_image", (HttpContext http, ShopeeGateway gateway, ShopeeMediaApi api) =>
            gateway.RunAsync(http, new("uploadImage", [], OfShop: false, IsUpload: true), api.UploadAsync));
        routes.MapPost("/api/v2/product/update_item", (HttpContext http, ShopeeGateway gateway, ShopeeUpdatesApi api) => gateway.RunAsync(http, new("updateItem", []), api.Update));

        routes.MapPublic<ShopeeStorefront>("/file/{image}", "shopee/image", (shop, http) => shop.Picture(http, http.Route("image")));
        routes.MapPublic<ShopeeStorefront>("/product/{shop}/{item}", "shopee/product.page", (shop, http) => shop.ProductPage(http, http.Route("shop"), http.Route("item")));

        // What looks like one of the API's paths and is none, or is called in another way.
        routes.Map("/api/{**rest}", (HttpContext http, OperationRunner runner) =>
            runner.RunAsync(http, "shopee/unknown", ShopeeAnswers.ForStatus, _ => Task.FromResult(ShopeeAnswers.ForStatus(404))));
    }
}
