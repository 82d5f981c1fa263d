using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MainImageHub.Web.Stages.Design.Rights;

/// <summary>Origin, rights and cost of pictures, and where they are used.</summary>
internal static class RightsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/versions/{id:guid}/rights", ReadAsync).Requires(HubAction.Read)
            .WithName("GetRights").WithTags("Versions").WithSummary("Origin, licence, model release, validity and cost of a version's picture, and what the file itself says of its origin.").ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        api.MapPut("/versions/{id:guid}/rights", SayAsync).Requires(HubAction.UploadVersions)
            .WithName("SayRights").WithTags("Versions").WithSummary("Say all of it at once; what is left out is not known any more. It belongs to the file, and holds wherever that is used.").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        api.MapGet("/assets/{id:guid}/uses", UsesAsync).Requires(HubAction.Read)
            .WithName("ListAssetUses").WithTags("Library").WithSummary("Everywhere a picture is live, was live, is on its way to or was tested, and whose version it is; the newest of each.").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<RightsView>> ReadAsync(Guid id, PictureRightsDesk desk, CancellationToken cancellationToken) => TypedResults.Ok(await desk.ReadAsync(id, cancellationToken));

    private static async Task<Ok<RightsView>> SayAsync(Guid id, RightsRequest request, PictureRightsDesk desk, CancellationToken cancellationToken) => TypedResults.Ok(await desk.SayAsync(id, request, cancellationToken));

    private static async Task<Ok<UsesView>> UsesAsync(Guid id, ReadUses uses, CancellationToken cancellationToken) => TypedResults.Ok(await uses.RunAsync(id, cancellationToken));
}
