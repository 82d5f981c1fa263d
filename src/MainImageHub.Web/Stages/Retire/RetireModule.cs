namespace MainImageHub.Web.Stages.Retire;

public static class RetireModule
{
    public static IServiceCollection AddRetire(this IServiceCollection services) => services;

    public static void MapRetireApi(this RouteGroupBuilder api)
    {
    }
}
