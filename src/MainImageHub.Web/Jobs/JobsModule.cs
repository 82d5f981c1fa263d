using MainImageHub.Web.Storage;
using Npgsql;
using Quartz;

namespace MainImageHub.Web.Jobs;

public static class JobsModule
{
    /// <param name="services">The container.</param>
    /// <param name="runsWork">False on a node that only enqueues (role web).</param>
    public static IServiceCollection AddHubJobs(this IServiceCollection services, bool runsWork)
    {
        services.AddOptions<JobsOptions>().BindConfiguration(JobsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<WorkTickets>();
        services.AddSingleton<WorkRunner>();
        services.AddScoped<WorkQueue>();
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = "hub";
                scheduler.GenerateInstanceId = true;
                // How late a node notices work that another node scheduled.
                scheduler.IdleWaitTime = TimeSpan.FromSeconds(3);
                scheduler.MaxBatchSize = 8;
            });
            quartz.UseDefaultThreadPool(24);
            quartz.UseExecutionLimits((provider, limits) =>
            {
                var jobs = provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<JobsOptions>>().Value;
                limits.ForGroup(WorkGroups.Imaging, jobs.Imaging).ForGroup(WorkGroups.Marketplace, jobs.Marketplace).ForGroup(WorkGroups.Light, jobs.Light).ForGroup(WorkGroups.Upkeep, 1);
            });
            quartz.UsePersistentStore(store =>
            {
                store.ConfigureStore(ado => ado.TablePrefix = "quartz.qrtz_");
                store.UsePostgres(source => source.DataSourceServiceKey = "system");
                store.UseClustering();
                store.ProvisionSchema();
                store.UseExecutionHistory();
            });
            quartz.AddDeclaredJobs();
        });
        services.AddQuartzHostedService(hosted =>
        {
            hosted.AutoStart = runsWork;
            hosted.WaitForJobsToComplete = true;
        });
        return services;
    }

    /// <summary>Says who runs a kind of work. The handler is made anew for each item, in the scope of its workspace.</summary>
    public static IServiceCollection AddWork<THandler>(this IServiceCollection services, string kind, string group, bool isDiscardable = true, bool isRoutine = false, bool isWaitedFor = false)
        where THandler : class, IWorkHandler
    {
        services.AddScoped<THandler>();
        services.AddSingleton(new WorkKind(kind, group, typeof(THandler), isDiscardable, isRoutine, isWaitedFor));
        return services;
    }
}
