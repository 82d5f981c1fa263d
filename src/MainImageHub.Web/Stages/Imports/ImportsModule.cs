using MainImageHub.Web.Jobs;

namespace MainImageHub.Web.Stages.Imports;

/// <summary>Files of products, listings and briefs: mapped, looked through, and taken at once or not at all.</summary>
public static class ImportsModule
{
    public static IServiceCollection AddImports(this IServiceCollection services)
    {
        services.AddOptions<ImportOptions>().BindConfiguration(ImportOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddScoped<KeepImport>()
            .AddScoped<ReadImports>()
            .AddScoped<ImportPlaces>()
            .AddScoped<StageRows>()
            .AddScoped<ApplyRows>()
            .AddWork<LookAtFileWork>(LookAtFileWork.Kind, WorkGroups.Light, isWaitedFor: true)
            .AddWork<CheckRowsWork>(CheckRowsWork.Kind, WorkGroups.Light, isWaitedFor: true)
            .AddWork<CommitImportWork>(CommitImportWork.Kind, WorkGroups.Light, isWaitedFor: true);
    }

    public static void MapImportsApi(this RouteGroupBuilder api) => ImportsApi.Map(api);

    /// <summary>What the pages listen to.</summary>
    public static void MapImportStreams(this WebApplication app) => ImportProgressStream.Map(app);
}
