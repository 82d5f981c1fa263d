using MainImageHub.Simulator.Traffic;

namespace MainImageHub.Simulator.AliExpress;

/// <summary>The simulated AliExpress's table of contents. Sign-in, the API, shop pages and picture host share an address here.</summary>
internal static class AliExpressApi
{
    public static void MapAliExpress(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/rest/auth/token/refresh", ["GET", "POST"], (HttpContext http, AliExpressGateway gateway) => gateway.SignInAsync(http));
        routes.MapMethods("/sync", ["GET", "POST"], (HttpContext http, AliExpressGateway gateway) => gateway.RunAsync(http));

        routes.MapPublic<AliExpressStorefront>("/kf/{image}", "aliexpress/image", (shop, http) => shop.Picture(http, http.Route("image")));
        routes.MapPublic<AliExpressStorefront>("/item/{item}", "aliexpress/product.page", (shop, http) => shop.ProductPage(http, http.Route("item")));

        // What looks like one of the API's paths and is none, or is called in another way.
        routes.Map("/rest/{**rest}", (HttpContext http, OperationRunner runner) =>
            runner.RunAsync(http, "aliexpress/unknown", AliExpressAnswers.SignInForStatus, _ => Task.FromResult(AliExpressAnswers.NotSignedIn("InvalidApiPath", "The specified API path is invalid"))));
    }
}
