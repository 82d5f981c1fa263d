using MainImageHub.Web.Jobs;

namespace MainImageHub.Web.Stages.Monitor;

public static class MonitorModule
{
    public static IServiceCollection AddMonitor(this IServiceCollection services) => services
        .AddScoped<MarketplaceClock>()
        .AddScoped<MetricWriter>()
        .AddScoped<ListingFinder>()
        .AddScoped<ListingDays>()
        .AddScoped<WorkspaceSums>()
        .AddScoped<MetricSummary>()
        .AddScoped<ImportFigures>()
        .AddScoped<ReadFigures>()
        .AddWork<ImportWork>(ImportWork.Kind, WorkGroups.Light)
        .AddWork<FiguresWork>(FiguresWork.Kind, WorkGroups.Marketplace);

    public static void MapMonitorApi(this RouteGroupBuilder api) => MetricsApi.Map(api);
}
