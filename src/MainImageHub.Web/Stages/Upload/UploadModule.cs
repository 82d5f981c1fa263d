namespace MainImageHub.Web.Stages.Upload;

public static class UploadModule
{
    public static IServiceCollection AddUpload(this IServiceCollection services) => services;

    public static void MapUploadApi(this RouteGroupBuilder api)
    {
    }

    /// <summary>Where marketplaces fetch pictures.</summary>
    public static void MapPublicPictures(this WebApplication app)
    {
    }
}
