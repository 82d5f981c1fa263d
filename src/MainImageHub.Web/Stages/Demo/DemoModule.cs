using MainImageHub.Web.Hosting;
using MainImageHub.Web.Jobs;

namespace MainImageHub.Web.Stages.Demo;

public static class DemoModule
{
    public static IServiceCollection AddDemo(this IServiceCollection services) => services
        .AddScoped<IDemo, SeedDemo>()
        .AddScoped<RemoveDemo>()
        .AddWork<FillDemo>(FillDemo.Kind, WorkGroups.Imaging);
}
