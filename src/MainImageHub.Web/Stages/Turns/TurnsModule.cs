using MainImageHub.Web.Jobs;

namespace MainImageHub.Web.Stages.Turns;

/// <summary>Who does what by when: the workflow, the Work page, reminders.</summary>
public static class TurnsModule
{
    public static IServiceCollection AddTurns(this IServiceCollection services)
    {
        services.AddOptions<MailOptions>().BindConfiguration(MailOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<Mailer>()
            .AddScoped<ReadTurns>()
            .AddScoped<ReadTasks>()
            .AddScoped<HandOver>()
            .AddScoped<ChangeWorkflow>()
            .AddScoped<Notices>()
            .AddWork<RemindWork>(RemindWork.Kind, WorkGroups.Light, isRoutine: true)
            .AddWork<MailWork>(MailWork.Kind, WorkGroups.Light);
    }

    public static void MapTurnsApi(this RouteGroupBuilder api) => TurnsApi.Map(api);
}
