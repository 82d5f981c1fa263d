namespace MainImageHub.Web.Stages.Optimize;

public static class OptimizeModule
{
    public static IServiceCollection AddOptimize(this IServiceCollection services) => services;

    public static void MapOptimizeApi(this RouteGroupBuilder api)
    {
    }
}
