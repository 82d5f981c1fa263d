using MainImageHub.Domain.Images;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Imaging;
using MainImageHub.Imaging.Pipeline;
using MainImageHub.Imaging.Processes;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Design;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace MainImageHub.Web.Stages.Pictures;

/// <summary>Stored renditions, for pages and for clients of the API. A rendition never changes, so a browser may keep it; nobody in between may.</summary>
public static class AssetPictures
{
    private const string Forever = "private, max-age=31536000, immutable";

    /// <summary>The name under which a page asks for the map of the off-white background, which is drawn when asked for.</summary>
    public const string OffWhite = "off-white";

    public static void MapAssetPictures(this WebApplication app)
    {
        app.MapGet("/w/{workspace}/assets/{assetId:guid}/{purpose}", GetAsync)
            .Requires(HubAction.Read)
            .ExcludeFromDescription();
        app.MapGet($"/w/{{workspace}}/assets/{{assetId:guid}}/{OffWhite}", DrawOffWhiteAsync)
            .Requires(HubAction.Read)
            .ExcludeFromDescription();
        app.MapGet($"/w/{{workspace}}/assets/{{assetId:guid}}/{SmallCopies.Route}", DrawSmallAsync)
            .Requires(HubAction.Read)
            .ExcludeFromDescription();
    }

    public static void MapAssetPicturesApi(this RouteGroupBuilder api) =>
        api.MapGet("/assets/{assetId:guid}/renditions/{purpose}", GetAsync)
            .Requires(HubAction.Read)
            .WithName("GetRendition").WithTags("Versions").WithSummary("The file of a rendition.")
            .Produces<byte[]>(StatusCodes.Status200OK, "image/jpeg", "image/png", "image/webp").ProducesProblem(StatusCodes.Status404NotFound);

    /// <summary>Under which a client of the API gets it, with its token.</summary>
    public static string ApiAddress(Guid assetId, string purpose) => $"/api/v1/assets/{assetId}/renditions/{purpose}";

    public static string Address(string workspace, Guid assetId, string purpose) => $"/w/{workspace}/assets/{assetId}/{purpose}";

    private static async Task<FileStreamHttpResult> GetAsync(Guid assetId, string purpose, HttpContext http, CurrentMember member, HubDbContext db, IBlobStore blobs)
    {
        var rendition = await db.Renditions.AsNoTracking().SingleOrDefaultAsync(r => r.AssetId == assetId && r.Purpose == purpose, http.RequestAborted)
            ?? throw HttpProblems.NotFound.Because();
        var bytes = await blobs.OpenAsync(member.WorkspaceId, rendition.Sha256, http.RequestAborted) ?? throw HttpProblems.NotFound.Because();
        http.Response.Headers.CacheControl = Forever;
        return TypedResults.Stream(bytes, MediaType(rendition.Format), entityTag: new EntityTagHeaderValue($"\"{rendition.Sha256}\""));
    }

    private static async Task<FileContentHttpResult> DrawOffWhiteAsync(
        Guid assetId, HttpContext http, CurrentMember member, HubDbContext db, IBlobStore blobs, ImagingProcesses imaging, Quarantine quarantine)
    {
        var asset = await db.Assets.AsNoTracking().SingleOrDefaultAsync(a => a.Id == assetId, http.RequestAborted) ?? throw HttpProblems.NotFound.Because();
        using var source = await blobs.BringAsync(member.WorkspaceId, asset.Sha256, http.RequestAborted) ?? throw HttpProblems.NotFound.Because();
        var overlay = await DrawAsync(asset, source.Path, imaging, quarantine, http.RequestAborted);
        http.Response.Headers.CacheControl = Forever;
        return TypedResults.Bytes(overlay, "image/png");
    }

    private static async Task<FileContentHttpResult> DrawSmallAsync(Guid assetId, int side, HttpContext http, HubDbContext db, SmallCopies copies)
    {
        var small = await db.Renditions.Where(r => r.AssetId == assetId && r.Purpose == StandardRecipes.Thumb320.Name).Select(r => r.Sha256).SingleOrDefaultAsync(http.RequestAborted);
        var drawn = await copies.DrawAsync(small, side, http.RequestAborted);
        http.Response.Headers.CacheControl = Forever;
        return TypedResults.Bytes(drawn, SmallCopies.MediaType);
    }

    private static async Task<byte[]> DrawAsync(Asset asset, string path, ImagingProcesses imaging, Quarantine quarantine, CancellationToken cancellationToken)
    {
        try
        {
            return await quarantine.ReadAsync(asset.Sha256, asset.FileName, () => imaging.DrawOffWhiteAsync(path, cancellationToken), cancellationToken);
        }
        catch (ImageRefusedException refused)
        {
            throw DesignProblems.Refused(refused);
        }
    }

    private static string MediaType(ImageFormat format) => $"image/{format.ToString().ToLowerInvariant()}";
}
