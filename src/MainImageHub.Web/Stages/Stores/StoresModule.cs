using MainImageHub.Web.Jobs;

namespace MainImageHub.Web.Stages.Stores;

public static class StoresModule
{
    public static IServiceCollection AddStores(this IServiceCollection services) => services
        .AddSingleton<CredentialSeals>()
        .AddScoped<StoreConnections>()
        .AddScoped<StoreEndpoints>()
        .AddScoped<ConnectStore>()
        .AddScoped<VerifyStore>()
        .AddScoped<StartImport>()
        .AddScoped<AddListing>()
        .AddScoped<ListingPages>()
        .AddScoped<DropListing>()
        .AddScoped<SimulatedTime>()
        .AddWork<ReadStoreWork>(ReadStoreWork.Kind, WorkGroups.Marketplace)
        .AddWork<LookAtListingWork>(LookAtListingWork.Kind, WorkGroups.Imaging, isRoutine: true);

    public static void MapStoresApi(this RouteGroupBuilder api) => StoresApi.Map(api);

    public static void MapStoreStreams(this WebApplication app) => ImportStream.Map(app);
}
