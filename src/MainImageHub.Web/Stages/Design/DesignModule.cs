using MainImageHub.Web.Jobs;

namespace MainImageHub.Web.Stages.Design;

public static class DesignModule
{
    public static IServiceCollection AddDesign(this IServiceCollection services) => services
        .AddScoped<SubmitVersion>()
        .AddScoped<ReadVersions>()
        .AddScoped<DecideVersion>()
        .AddScoped<TakeBackDecision>()
        .AddScoped<FixVersion>()
        .AddScoped<AskSecondOpinion>()
        .AddScoped<MakeRepair>()
        .AddScoped<PlanFixes>()
        .AddScoped<OrderFixes>()
        .AddScoped<ReadFixes>()
        .AddScoped<CheckPicture>()
        .AddSingleton<PictureLimits>()
        .AddWork<VersionWork>(VersionWork.Kind, WorkGroups.Imaging, isWaitedFor: true)
        .AddWork<FixWork>(FixWork.Kind, WorkGroups.Imaging);

    public static void MapDesignApi(this RouteGroupBuilder api)
    {
        DesignApi.Map(api);
        FixesApi.Map(api);
    }

    /// <summary>What the pages listen to.</summary>
    public static void MapDesignStreams(this WebApplication app)
    {
        VersionProgress.Map(app);
        FixStream.Map(app);
    }
}
