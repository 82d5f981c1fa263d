using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Design.Compare;
using MainImageHub.Web.Stages.Design.Drops;
using MainImageHub.Web.Stages.Design.Pins;
using MainImageHub.Web.Stages.Design.Rights;
using MainImageHub.Web.Stages.Design.Shelf;

namespace MainImageHub.Web.Stages.Design;

public static class DesignModule
{
    public static IServiceCollection AddDesign(this IServiceCollection services) => services
        .AddScoped<SubmitVersion>()
        .AddScoped<ReadVersions>()
        .AddScoped<DecideVersion>()
        .AddScoped<TakeBackDecision>()
        .AddScoped<FixVersion>()
        .AddScoped<AskSecondOpinion>()
        .AddScoped<DecideMany>()
        .AddScoped<RestoreVersion>()
        .AddScoped<CompareVersions>()
        .AddScoped<ReadShelf>()
        .AddScoped<PictureRightsDesk>()
        .AddScoped<ReadUses>()
        .AddScoped<ChangePins>()
        .AddScoped<ReadPins>()
        .AddScoped<MakeRepair>()
        .AddScoped<PlanFixes>()
        .AddScoped<OrderFixes>()
        .AddScoped<ReadFixes>()
        .AddScoped<CheckPicture>()
        .AddSingleton<PictureLimits>()
        .AddDrops()
        .AddWork<VersionWork>(VersionWork.Kind, WorkGroups.Imaging, isWaitedFor: true)
        .AddWork<FixWork>(FixWork.Kind, WorkGroups.Imaging);

    /// <summary>Batches of files and what brings them in.</summary>
    private static IServiceCollection AddDrops(this IServiceCollection services)
    {
        services.AddOptions<DropOptions>().BindConfiguration(DropOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<DropLimits>()
            .AddScoped<KeepDrop>()
            .AddScoped<KeepUpload>()
            .AddScoped<MatchNames>()
            .AddScoped<NamePatterns>()
            .AddScoped<ChangeDropFile>()
            .AddScoped<OrderDrop>()
            .AddScoped<ReadDrops>()
            .AddScoped<UnpackArchive>()
            .AddScoped<SweepUploads>()
            .AddWork<TakeFileWork>(TakeFileWork.Kind, WorkGroups.Imaging, isWaitedFor: true)
            .AddWork<CommitFileWork>(CommitFileWork.Kind, WorkGroups.Light, isWaitedFor: true);
    }

    public static void MapDesignApi(this RouteGroupBuilder api)
    {
        DesignApi.Map(api);
        FixesApi.Map(api);
        DropsApi.Map(api);
        PinsApi.Map(api);
        CompareApi.Map(api);
        ShelfApi.Map(api);
        RightsApi.Map(api);
    }

    /// <summary>What the pages listen to.</summary>
    public static void MapDesignStreams(this WebApplication app)
    {
        VersionProgress.Map(app);
        FixStream.Map(app);
        DropStream.Map(app);
        TusApi.Map(app);
    }
}
