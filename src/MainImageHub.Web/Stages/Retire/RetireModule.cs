using MainImageHub.Web.Jobs;

namespace MainImageHub.Web.Stages.Retire;

public static class RetireModule
{
    public static IServiceCollection AddRetire(this IServiceCollection services) => services
        .AddScoped<RetireMainImage>()
        .AddScoped<TakeUpAgain>()
        .AddWork<RetirementWork>(RetirementWork.Kind, WorkGroups.Light, isDiscardable: false)
        .AddWork<PurgeWork>(PurgeWork.Kind, WorkGroups.Light, isDiscardable: false);

    public static void MapRetireApi(this RouteGroupBuilder api) => api.MapRetirement();
}
