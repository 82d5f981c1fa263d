using MainImageHub.Domain.Images;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MainImageHub.Web.Stages.Design;

/// <summary>Repairs of many pictures by one order.</summary>
internal static class FixesApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var fixes = api.MapGroup("/main-images/fixes").WithTags("Fixes");
        fixes.MapPost("/", OrderAsync).Requires(HubAction.UploadVersions)
            .WithName("OrderFixes").WithSummary("Repair many main images by one order: each becomes a new version, to be reviewed. What is live is repaired, or the newest version where nothing is.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        fixes.MapPost("/plan", PlanAsync).Requires(HubAction.UploadVersions)
            .WithName("PlanFixes").WithSummary("What such an order would do with each, and why not. Changes nothing.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        fixes.MapGet("/", ListAsync).Requires(HubAction.Read).WithName("ListFixes").WithSummary("Orders of repairs, newest first.");
        fixes.MapGet("/{id:guid}", GetAsync).Requires(HubAction.Read).WithName("GetFixes").WithSummary("One order: how many pictures wait, were repaired, were left.").ProducesProblem(StatusCodes.Status404NotFound);
        fixes.MapGet("/{id:guid}/items", ItemsAsync).Requires(HubAction.Read).WithName("ListFixItems").WithSummary("What became of each picture of an order.").ProducesProblem(StatusCodes.Status404NotFound);
        fixes.MapPost("/{id:guid}/cancel", CancelAsync).Requires(HubAction.UploadVersions)
            .WithName("CancelFixes").WithSummary("Stop what has not begun.").ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        fixes.MapPost("/{id:guid}/retry", RetryAsync).Requires(HubAction.UploadVersions)
            .WithName("RetryFixes").WithSummary("Try again what failed or was stopped.").ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Accepted<FixBatchView>> OrderAsync(FixesRequest request, OrderFixes order, ReadFixes read, CancellationToken cancellationToken) =>
        await AcceptedAsync(await order.RunAsync(request.Chosen(), request.Marketplace, cancellationToken), read, cancellationToken);

    private static async Task<Ok<FixPlan>> PlanAsync(FixesRequest request, PlanFixes plan, OrderFixes order, CancellationToken cancellationToken) =>
        TypedResults.Ok(await plan.LookAsync(request.Chosen(), order.Known(request.Marketplace), cancellationToken));

    private static async Task<Ok<Page<FixBatchView>>> ListAsync([AsParameters] PageQuery page, ReadFixes read, CancellationToken cancellationToken) =>
        TypedResults.Ok(await read.ListAsync(page, cancellationToken));

    private static async Task<Ok<FixBatchView>> GetAsync(Guid id, ReadFixes read, CancellationToken cancellationToken) => TypedResults.Ok(await read.OneAsync(id, cancellationToken));

    private static async Task<Ok<Page<FixItemView>>> ItemsAsync(Guid id, [AsParameters] PageQuery page, ReadFixes read, CancellationToken cancellationToken) =>
        TypedResults.Ok(await read.ItemsAsync(id, null, page, cancellationToken));

    private static async Task<Accepted<FixBatchView>> CancelAsync(Guid id, OrderFixes order, ReadFixes read, CancellationToken cancellationToken) =>
        await AcceptedAsync(await order.CancelAsync(id, cancellationToken), read, cancellationToken);

    private static async Task<Accepted<FixBatchView>> RetryAsync(Guid id, OrderFixes order, ReadFixes read, CancellationToken cancellationToken) =>
        await AcceptedAsync(await order.RetryAsync(id, cancellationToken), read, cancellationToken);

    private static async Task<Accepted<FixBatchView>> AcceptedAsync(FixBatch batch, ReadFixes read, CancellationToken cancellationToken) =>
        TypedResults.Accepted($"/api/v1/main-images/fixes/{batch.Id}", await read.OneAsync(batch.Id, cancellationToken));
}

/// <param name="MainImageIds">Up to 500.</param>
/// <param name="Marketplace">Only what its reports ask for is repaired; all that the reports offer when left out.</param>
public sealed record FixesRequest(IReadOnlyList<Guid>? MainImageIds, string? Marketplace)
{
    internal IReadOnlyCollection<Guid> Chosen() => [.. (MainImageIds ?? []).Distinct()];
}
