using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MainImageHub.Web.Stages.Design.Compare;

/// <summary>Versions beside each other, and an older one again.</summary>
internal static class CompareApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/main-images/{id:guid}/compare", CompareAsync).Requires(HubAction.Read)
            .WithName("CompareVersions").WithTags("Versions").WithSummary("What differs between two versions, in measurements and verdicts. left, right: a version's number, or \"live\"; what is live and the newest when left out.").ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        api.MapPost("/versions/{id:guid}/restore", RestoreAsync).Requires(HubAction.UploadVersions)
            .WithName("RestoreVersion").WithTags("Versions").WithSummary("An older version's very file is the next version, to be reviewed; nothing is sent again.").ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<Ok<Comparison>> CompareAsync(Guid id, string? left, string? right, CompareVersions compare, CancellationToken cancellationToken) =>
        TypedResults.Ok(await compare.RunAsync(id, left, right, cancellationToken));

    private static async Task<Accepted<SubmittedVersion>> RestoreAsync(Guid id, RestoreVersion restore, CancellationToken cancellationToken)
    {
        var version = await restore.RunAsync(id, cancellationToken);
        return TypedResults.Accepted($"/api/v1/versions/{version.Id}", new SubmittedVersion(version.Id, version.Number, version.Status));
    }
}
