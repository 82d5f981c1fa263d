namespace MainImageHub.Web.Stages;

/// <summary>The six stages, and what stands beside them. Each has its own module: services, work, endpoints.</summary>
public static class StagesModule
{
    public static IServiceCollection AddStages(this IServiceCollection services, IConfiguration configuration)
    {
        return services;
    }

    public static void MapStageEndpoints(this RouteGroupBuilder api)
    {
    }

    public static void MapStages(this WebApplication app)
    {
        app.MapRazorPages();
    }
}
