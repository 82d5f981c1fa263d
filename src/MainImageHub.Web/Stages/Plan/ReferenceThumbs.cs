using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace MainImageHub.Web.Stages.Plan;

/// <summary>The small copies of competitors' pictures, for pages. Never public: they are others' pictures.</summary>
internal static class ReferenceThumbs
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/w/{workspace}/references/{id:guid}/thumb", GetAsync).Requires(HubAction.Read).ExcludeFromDescription();
        app.MapGet($"/w/{{workspace}}/references/{{id:guid}}/{SmallCopies.Route}", DrawSmallAsync).Requires(HubAction.Read).ExcludeFromDescription();
    }

    private static async Task<FileStreamHttpResult> GetAsync(Guid id, HttpContext http, CurrentMember member, HubDbContext db, IBlobStore blobs)
    {
        var sha256 = await db.ReferencePictures.Where(r => r.Id == id).Select(r => r.ThumbSha256).SingleOrDefaultAsync(http.RequestAborted) ?? throw HttpProblems.NotFound.Because();
        var bytes = await blobs.OpenAsync(member.WorkspaceId, sha256, http.RequestAborted) ?? throw HttpProblems.NotFound.Because();
        // It changes when the competitor's does.
        http.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Stream(bytes, "image/webp", entityTag: new EntityTagHeaderValue($"\"{sha256}\""));
    }

    private static async Task<Results<FileContentHttpResult, StatusCodeHttpResult>> DrawSmallAsync(Guid id, int side, HttpContext http, HubDbContext db, SmallCopies copies)
    {
        var sha256 = await db.ReferencePictures.Where(r => r.Id == id).Select(r => r.ThumbSha256).SingleOrDefaultAsync(http.RequestAborted);
        var tag = new EntityTagHeaderValue($"\"{sha256}-{side}\"");
        http.Response.Headers.CacheControl = "private, no-cache";
        if (sha256 is not null && http.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false)))
        {
            // What the browser has is it: nothing is drawn again.
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }

        return TypedResults.Bytes(await copies.DrawAsync(sha256, side, http.RequestAborted), SmallCopies.MediaType, entityTag: tag);
    }
}
