using MainImageHub.Web.Jobs;

namespace MainImageHub.Web.Stages.Design;

public static class DesignModule
{
    public static IServiceCollection AddDesign(this IServiceCollection services) => services
        .AddScoped<SubmitVersion>()
        .AddScoped<ReadVersions>()
        .AddScoped<DecideVersion>()
        .AddScoped<FixVersion>()
        .AddScoped<CheckPicture>()
        .AddSingleton<PictureLimits>()
        .AddWork<VersionWork>(VersionWork.Kind, WorkGroups.Imaging);

    public static void MapDesignApi(this RouteGroupBuilder api) => DesignApi.Map(api);

    /// <summary>What the pages listen to.</summary>
    public static void MapDesignStreams(this WebApplication app) => VersionProgress.Map(app);
}
