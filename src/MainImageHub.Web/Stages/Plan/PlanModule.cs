namespace MainImageHub.Web.Stages.Plan;

public static class PlanModule
{
    public static IServiceCollection AddPlan(this IServiceCollection services) => services
        .AddScoped<EditProducts>()
        .AddScoped<PlanMainImage>()
        .AddScoped<BriefTemplates>()
        .AddScoped<BriefDesks>();

    public static void MapPlanApi(this RouteGroupBuilder api) => PlanApi.Map(api);
}
