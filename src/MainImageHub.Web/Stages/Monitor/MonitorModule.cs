namespace MainImageHub.Web.Stages.Monitor;

public static class MonitorModule
{
    public static IServiceCollection AddMonitor(this IServiceCollection services) => services;

    public static void MapMonitorApi(this RouteGroupBuilder api)
    {
    }
}
