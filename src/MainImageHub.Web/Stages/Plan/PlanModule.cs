using MainImageHub.Web.Jobs;

namespace MainImageHub.Web.Stages.Plan;

public static class PlanModule
{
    public static IServiceCollection AddPlan(this IServiceCollection services) => services
        .AddScoped<EditProducts>()
        .AddScoped<PlanMainImage>()
        .AddScoped<BriefTemplates>()
        .AddScoped<ReferencePictures>()
        .AddWork<ReferenceWork>(ReferenceWork.Kind, WorkGroups.Imaging, isWaitedFor: true)
        .AddWork<RejudgeProductWork>(RejudgeProductWork.Kind, WorkGroups.Light)
        .AddScoped<BriefDesks>();

    /// <summary>What the pages load beside themselves.</summary>
    public static void MapPlanPictures(this WebApplication app) => ReferenceThumbs.Map(app);

    public static void MapPlanApi(this RouteGroupBuilder api) => PlanApi.Map(api);
}
