using MainImageHub.Web.Jobs;

namespace MainImageHub.Web.Stages.Optimize;

public static class OptimizeModule
{
    public static IServiceCollection AddOptimize(this IServiceCollection services) => services
        .AddScoped<TestPlans>()
        .AddScoped<TestViews>()
        .AddScoped<TestRows>()
        .AddScoped<TestResults>()
        .AddScoped<TestSwitches>()
        .AddScoped<TestFitness>()
        .AddScoped<DueSwaps>()
        .AddScoped<PlanTest>()
        .AddScoped<RunTest>()
        .AddWork<TestWork>(TestWork.Kind, WorkGroups.Light, isRoutine: true);

    public static void MapOptimizeApi(this RouteGroupBuilder api) => TestsApi.Map(api);
}
