using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Rules.Cultures;
using MainImageHub.Web.Hosting;
using MainImageHub.Web.Stages.Demo;
using MainImageHub.Web.Stages.Design;
using MainImageHub.Web.Stages.Grid;
using MainImageHub.Web.Stages.Imports;
using MainImageHub.Web.Stages.Library;
using MainImageHub.Web.Stages.Monitor;
using MainImageHub.Web.Stages.Optimize;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Stages.Plan;
using MainImageHub.Web.Stages.Retire;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Stages.Turns;
using MainImageHub.Web.Stages.Upload;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;

namespace MainImageHub.Web.Stages;

/// <summary>The six stages, and what stands beside them. Each has its own module: services, work, endpoints.</summary>
public static class StagesModule
{
    public static IServiceCollection AddStages(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(ReadRules(configuration))
        .AddSingleton(CultureBook.FromEmbedded())
        .AddSingleton<PlaceNames>()
        .AddPictures()
        .AddWorkspace()
        .AddStores()
        .AddPlan()
        .AddTurns()
        .AddDesign()
        .AddLibrary()
        .AddGrid()
        .AddImports()
        .AddUpload()
        .AddMonitor()
        .AddOptimize()
        .AddRetire()
        .AddDemo();

    private static RuleBook ReadRules(IConfiguration configuration)
    {
        try
        {
            return RuleBook.FromEmbeddedPacks(configuration[$"{HubOptions.Section}:{nameof(HubOptions.RulePacks)}"]);
        }
        catch (RulePackException e)
        {
            throw new StartupException($"A rule pack cannot be used (Hub__RulePacks): {e.Message}", e);
        }
    }

    /// <summary>Everything under /api/v1.</summary>
    public static void MapStageEndpoints(this RouteGroupBuilder api)
    {
        api.MapWorkspaceApi();
        api.MapStoresApi();
        api.MapPlanApi();
        api.MapTurnsApi();
        api.MapDesignApi();
        api.MapAssetPicturesApi();
        api.MapLibraryApi();
        api.MapGridApi();
        api.MapImportsApi();
        api.MapUploadApi();
        api.MapMonitorApi();
        api.MapOptimizeApi();
        api.MapRetireApi();
    }

    /// <summary>Pages, and the few addresses outside /api that are not pages.</summary>
    public static void MapStages(this WebApplication app)
    {
        app.MapRazorPages();
        app.MapPublicPictures();
        app.MapStoreStreams();
        app.MapAssetPictures();
        app.MapPlanPictures();
        app.MapDesignStreams();
        app.MapImportStreams();
    }
}
