namespace MainImageHub.Web.Stages.Design;

public static class DesignModule
{
    public static IServiceCollection AddDesign(this IServiceCollection services) => services;

    public static void MapDesignApi(this RouteGroupBuilder api)
    {
    }
}
