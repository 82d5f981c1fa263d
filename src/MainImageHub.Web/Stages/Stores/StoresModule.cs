namespace MainImageHub.Web.Stages.Stores;

public static class StoresModule
{
    public static IServiceCollection AddStores(this IServiceCollection services) => services.AddScoped<StoreConnections>();

    public static void MapStoresApi(this RouteGroupBuilder api)
    {
    }
}
