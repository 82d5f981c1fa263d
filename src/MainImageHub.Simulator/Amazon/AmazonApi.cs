using MainImageHub.Simulator.Traffic;

namespace MainImageHub.Simulator.Amazon;

/// <summary>The simulated Amazon's table of contents. Rates and bursts are the documented ones.</summary>
internal static class AmazonApi
{
    public static void MapAmazon(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/auth/o2/token", (HttpContext http, OperationRunner runner, LwaApi lwa) =>
            runner.RunAsync(http, "amazon/token", OAuth.Failure, body => lwa.TokenAsync(http, body)));

        const string items = "/listings/2021-08-01/items/{sellerId}";
        Map<ListingsApi>(routes, "GET", items, new("searchListingsItems", 5, 5), (api, call) => api.SearchAsync(call));
        Map<ListingsApi>(routes, "GET", items + "/{sku}", new("getListingsItem", 5, 10), (api, call) => api.GetAsync(call));
        Map<SubmissionsApi>(routes, "PUT", items + "/{sku}", new("putListingsItem", 5, 10), (api, call) => api.PutAsync(call));
        Map<SubmissionsApi>(routes, "PATCH", items + "/{sku}", new("patchListingsItem", 5, 5), (api, call) => api.PatchAsync(call));
        Map<SubmissionsApi>(routes, "DELETE", items + "/{sku}", new("deleteListingsItem", 5, 5), (api, call) => api.DeleteAsync(call));
        Map<CatalogApi>(routes, "GET", "/catalog/2022-04-01/items/{asin}", new("getCatalogItem", 2, 2), (api, call) => api.GetAsync(call));
        Map<ProductTypesApi>(routes, "GET", "/definitions/2020-09-01/productTypes/{productType}", new("getDefinitionsProductType", 5, 10), (api, call) => api.GetAsync(call));
        routes.MapGet("/schemas/{productType}.json", (string productType, HttpContext http, OperationRunner runner) =>
            runner.RunAsync(http, "amazon/productTypeSchema", Results.StatusCode, _ => Task.FromResult(ProductTypesApi.Download(productType))));
        routes.MapGet("/sellers/v1/marketplaceParticipations", (HttpContext http, AmazonGateway gateway) =>
            gateway.RunAsync(http, new("getMarketplaceParticipations", 0.016, 15), _ => SellersApi.ParticipationsAsync()));

        const string reports = "/reports/2021-06-30";
        Map<ReportsApi>(routes, "POST", reports + "/reports", new("createReport", 0.0167, 15), (api, call) => api.CreateAsync(call));
        Map<ReportsApi>(routes, "GET", reports + "/reports", new("getReports", 0.0222, 10), (api, call) => api.ListAsync(call));
        Map<ReportsApi>(routes, "GET", reports + "/reports/{reportId}", new("getReport", 2, 15), (api, call) => api.GetAsync(call));
        Map<ReportsApi>(routes, "DELETE", reports + "/reports/{reportId}", new("cancelReport", 0.0222, 10), (api, call) => api.CancelAsync(call));
        Map<ReportsApi>(routes, "GET", reports + "/documents/{documentId}", new("getReportDocument", 0.0167, 15), (api, call) => api.DocumentAsync(call));
        routes.MapGet("/documents/{documentId}", (string documentId, HttpContext http, OperationRunner runner, ReportsApi api) =>
            runner.RunAsync(http, "amazon/document", Results.StatusCode, _ => api.DownloadAsync(http, documentId)));

        // The Ads API has no published rates; it answers 429 when it is too much.
        Map<AdsApi>(routes, "GET", "/v2/profiles", new("listProfiles", 0, 0), (api, call) => api.ProfilesAsync(call));
        Map<AdsApi>(routes, "POST", "/reporting/reports", new("createAdsReport", 0, 0), (api, call) => api.CreateAsync(call));
        Map<AdsApi>(routes, "GET", "/reporting/reports/{reportId}", new("getAdsReport", 0, 0), (api, call) => api.GetAsync(call));
        routes.MapGet("/ads-documents/{reportId}", (string reportId, HttpContext http, OperationRunner runner, AdsApi api) =>
            runner.RunAsync(http, "amazon/adsDocument", Results.StatusCode, _ => api.DownloadAsync(reportId)));

        routes.MapPublic<Storefront>("/images/I/{file}", "amazon/image", (shop, http) => shop.Picture(http, http.Route("file")));
        routes.MapPublic<Storefront>("/{site}/dp/{asin}", "amazon/dp", (shop, http) => shop.ProductPage(http, http.Route("site"), http.Route("asin")));
        routes.MapPublic<Storefront>("/{site}/s", "amazon/search", (shop, http) => shop.SearchPage(http, http.Route("site")));
    }

    private static void Map<TApi>(IEndpointRouteBuilder routes, string method, string pattern, AmazonOperation operation, Func<TApi, AmazonCall, Task<IResult>> run)
        where TApi : notnull =>
        routes.MapMethods(pattern, [method], (HttpContext http, AmazonGateway gateway, TApi api) => gateway.RunAsync(http, operation, call => run(api, call)));
}
