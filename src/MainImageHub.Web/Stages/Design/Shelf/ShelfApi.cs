using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MainImageHub.Web.Stages.Design.Shelf;

/// <summary>How a version stands among others.</summary>
internal static class ShelfApi
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/main-images/{id:guid}/shelf", ReadAsync).Requires(HubAction.Read)
            .WithName("ReadShelf").WithTags("Versions").WithSummary("A version beside what is live and the competitors' pictures of its brief: product fill and contrast with a white page, and the tile of each marketplace. version: its number; the newest when left out.").ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<Ok<ShelfView>> ReadAsync(Guid id, int? version, ReadShelf shelf, CancellationToken cancellationToken) =>
        TypedResults.Ok(await shelf.RunAsync(id, version, cancellationToken));
}
