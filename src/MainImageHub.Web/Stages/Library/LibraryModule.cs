using MainImageHub.Web.Jobs;

namespace MainImageHub.Web.Stages.Library;

/// <summary>Finding pictures again: the library, what looks alike, what is blocked.</summary>
public static class LibraryModule
{
    public static IServiceCollection AddLibrary(this IServiceCollection services) => services
        .AddScoped<PictureLibrary>()
        .AddScoped<BlockPictures>()
        .AddScoped<FindPictures>()
        .AddScoped<EditTags>()
        .AddScoped<LookAlikes>()
        .AddScoped<DecideLookAlike>()
        .AddScoped<SavedViews>()
        .AddWork<RejudgeLookAlikesWork>(RejudgeLookAlikesWork.Kind, WorkGroups.Imaging)
        .AddWork<MeasureWork>(MeasureWork.Kind, WorkGroups.Upkeep)
        .AddWork<LookAlikesWork>(LookAlikesWork.Kind, WorkGroups.Upkeep);

    public static void MapLibraryApi(this RouteGroupBuilder api) => LibraryApi.Map(api);
}
