using MainImageHub.Web.Hosting;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages;

namespace MainImageHub.Web.Http;

public static class HubApi
{
    /// <summary>/api/v1, its description and its test page. The endpoints themselves stand with their stages.</summary>
    public static void MapHubApi(this WebApplication app)
    {
        app.MapOpenApi().AllowAnonymous();
        app.UseSwaggerUI(ui =>
        {
            ui.RoutePrefix = "api";
            ui.SwaggerEndpoint("/openapi/v1.json", "MainImageHub v1");
        });
        var api = app.MapGroup("/api/v1").RequireAuthorization(SecurityModule.ApiPolicy).DisableAntiforgery();
        api.MapStageEndpoints();
    }
}
