using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Upload.Bulk;

namespace MainImageHub.Web.Stages.Upload;

public static class UploadModule
{
    public static IServiceCollection AddUpload(this IServiceCollection services)
    {
        services.AddOptions<UploadOptions>().BindConfiguration(UploadOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddScoped<DeploymentOrders>()
            .AddScoped<PushVersion>()
            .AddScoped<JudgePushes>()
            .AddScoped<SiteClocks>()
            .AddScoped<PushRules>()
            .AddScoped<ChangeDeployment>()
            .AddScoped<DeploymentReader>()
            .AddScoped<HandTasks>()
            .AddScoped<DeploymentPack>()
            .AddScoped<PublicPictures>()
            .AddScoped<PushSelection>()
            .AddScoped<PlanPushes>()
            .AddScoped<OrderPushes>()
            .AddScoped<ChangePushes>()
            .AddScoped<ReadPushes>()
            .AddWork<PushWork>(DeploymentOrders.PushWork, WorkGroups.Marketplace)
            .AddWork<LookWork>(DeploymentOrders.LookWork, WorkGroups.Marketplace, isRoutine: true)
            .AddWork<RelookWork>(DeploymentOrders.RelookWork, WorkGroups.Marketplace, isRoutine: true)
            .AddWork<RelookStoreWork>(RelookStoreWork.Kind, WorkGroups.Light, isRoutine: true);
    }

    public static void MapUploadApi(this RouteGroupBuilder api)
    {
        api.MapDeployments();
        PushesApi.Map(api);
    }

    /// <summary>Where marketplaces fetch pictures, and what open pages listen to.</summary>
    public static void MapPublicPictures(this WebApplication app)
    {
        app.MapDeploymentEvents();
        PushesStream.Map(app);
        app.MapGet("/w/{workspace}/deployments/by-hand/pack", ([AsParameters] HandTaskFilter filter, DeploymentPack pack, CancellationToken cancellationToken) => pack.MakeAsync(filter, cancellationToken)).Requires(HubAction.Read).ExcludeFromDescription();
        app.MapMethods("/p/{token}/{fileName}", [HttpMethods.Get, HttpMethods.Head], PublicPictures.ServeAsync).AllowAnonymous().ExcludeFromDescription();
    }
}
