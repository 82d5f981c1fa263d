using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.SignIn;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>What stands beside the stages: Home, members, settings, jobs, rules, the audit trail, and signing in.</summary>
public static class WorkspaceModule
{
    public static IServiceCollection AddWorkspace(this IServiceCollection services)
    {
        services.AddOptions<SourceOptions>().BindConfiguration(SourceOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddScoped<FirstWorkspace>()
            .AddScoped<ImageCards>()
            .AddScoped<NeedsMe>()
            .AddScoped<LivePicturesAtFault>()
            .AddScoped<AuditNames>()
            .AddScoped<AuditLines>()
            .AddScoped<RuleOutlooks>()
            .AddScoped<RuleSources>()
            .AddScoped<WatchSources>()
            .AddScoped<RuleChanges>()
            .AddScoped<Rejudgings>()
            .AddScoped<BringUpToDate>()
            .AddSingleton<UpToDateMark>()
            .AddScoped<WorkDesk>()
            .AddScoped<ReopenPicture>()
            .AddWork<OutlookWork>(OutlookWork.Kind, WorkGroups.Light)
            .AddWork<RejudgeWork>(RejudgeWork.Kind, WorkGroups.Light)
            .AddWork<RuleChangeEndsWork>(RuleChangeEndsWork.Kind, WorkGroups.Light, isDiscardable: false);
    }

    public static void MapWorkspaceApi(this RouteGroupBuilder api)
    {
        api.MapAuditApi();
        api.MapRulesApi();
    }
}
