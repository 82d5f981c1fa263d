using MainImageHub.Web.Hosting;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages;

namespace MainImageHub.Web.Http;

public static class HubApi
{
    /// <summary>The page at /api that describes and tries the API; for anybody, like the description: it calls with the token one gives it.</summary>
    public static void UseHubApiPage(this WebApplication app) => app.UseSwaggerUI(ui =>
    {
        ui.RoutePrefix = "api";
        ui.SwaggerEndpoint("/openapi/v1.json", "MainImageHub v1");
    });

    /// <summary>/api/v1 and its description. The endpoints themselves stand with their stages.</summary>
    public static void MapHubApi(this WebApplication app)
    {
        app.MapOpenApi().AllowAnonymous();
        var api = app.MapGroup("/api/v1").RequireAuthorization(SecurityModule.ApiPolicy).DisableAntiforgery();
        api.MapStageEndpoints();
    }
}
