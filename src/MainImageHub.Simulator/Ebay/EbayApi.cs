using MainImageHub.Simulator.Traffic;

namespace MainImageHub.Simulator.Ebay;

/// <summary>The simulated eBay's table of contents. Rates are the published ones.</summary>
internal static class EbayApi
{
    public static void MapEbay(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/identity/v1/oauth2/token", (HttpContext http, OperationRunner runner, EbayTokens tokens) =>
            runner.RunAsync(http, "ebay/token", OAuth.Failure, body => tokens.GrantAsync(http, body)));

        const string inventory = "/sell/inventory/v1";
        Map<InventoryApi>(routes, "GET", inventory + "/inventory_item", new("getInventoryItems"), (api, call) => api.PageAsync(call));
        Map<InventoryApi>(routes, "GET", inventory + "/inventory_item/{sku}", new("getInventoryItem"), (api, call) => api.GetAsync(call));
        Map<InventoryChanges>(routes, "PUT", inventory + "/inventory_item/{sku}", new("createOrReplaceInventoryItem"), (api, call) => api.PutAsync(call));
        Map<InventoryApi>(routes, "POST", inventory + "/bulk_get_inventory_item", new("bulkGetInventoryItem"), (api, call) => api.NamedAsync(call));
        Map<InventoryApi>(routes, "GET", inventory + "/offer", new("getOffers"), (api, call) => api.OffersAsync(call));

        const string images = "/commerce/media/v1_beta/image";
        Map<MediaApi>(routes, "POST", images + "/create_image_from_url", new("createImageFromUrl", Rate: 10, Burst: 50), (api, call) => api.CreateAsync(call));
        Map<MediaApi>(routes, "GET", images + "/{image}", new("getImage"), (api, call) => api.GetAsync(call));

        Map<TrafficReport>(routes, "GET", "/sell/analytics/v1/traffic_report", new("getTrafficReport", EbayTokens.Analytics, Rate: 100d / 86_400, Burst: 100), (api, call) => api.GetAsync(call));

        routes.MapPublic<EbayStorefront>("/images/g/{id}/{file}", "ebay/image", (shop, http) => shop.Picture(http, http.Route("id"), http.Route("file")));
        routes.MapPublic<EbayStorefront>("/{site}/itm/{id}", "ebay/itm", (shop, http) => shop.ItemPage(http.Route("site"), http.Route("id")));
    }

    private static void Map<TApi>(IEndpointRouteBuilder routes, string method, string pattern, EbayOperation operation, Func<TApi, EbayCall, Task<IResult>> run)
        where TApi : notnull =>
        routes.MapMethods(pattern, [method], (HttpContext http, EbayGateway gateway, TApi api) => gateway.RunAsync(http, operation, call => run(api, call)));
}
