namespace MainImageHub.Web.Stages.Plan;

public static class PlanModule
{
    public static IServiceCollection AddPlan(this IServiceCollection services) => services;

    public static void MapPlanApi(this RouteGroupBuilder api)
    {
    }
}
