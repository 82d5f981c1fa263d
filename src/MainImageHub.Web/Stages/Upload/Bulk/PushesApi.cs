using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MainImageHub.Web.Stages.Upload.Bulk;

/// <summary>Pushes to many listings by one order.</summary>
internal static class PushesApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var pushes = api.MapGroup("/push-batches").WithTags("Pushes in bulk");
        pushes.MapPost("/", OrderAsync).Requires(HubAction.Deploy)
            .WithName("OrderPushes").WithSummary("Push to many listings by one order, each the approved version of the main image that counts there. With dryRun it says what would be done with each, and why not, and changes nothing (200).")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        pushes.MapGet("/", ListAsync).Requires(HubAction.Read).WithName("ListPushBatches").WithSummary("Orders of pushes, newest first.");
        pushes.MapGet("/{id:guid}", GetAsync).Requires(HubAction.Read).WithName("GetPushBatch").WithSummary("One order: how many listings wait, are live, failed, were left out.").ProducesProblem(StatusCodes.Status404NotFound);
        pushes.MapGet("/{id:guid}/items", ItemsAsync).Requires(HubAction.Read).WithName("ListPushBatchItems").WithSummary("What became of each listing of an order.").ProducesProblem(StatusCodes.Status404NotFound);
        pushes.MapPost("/{id:guid}/cancel", CancelAsync).Requires(HubAction.Deploy)
            .WithName("CancelPushBatch").WithSummary("Cancel what was not sent yet.").ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        pushes.MapPost("/{id:guid}/retry", RetryAsync).Requires(HubAction.Deploy)
            .WithName("RetryPushBatch").WithSummary("Push again what failed, where it may go now.").ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        pushes.MapPost("/{id:guid}/rollback", RollBackAsync).Requires(HubAction.Deploy)
            .WithName("RollBackPushBatch").WithSummary("Cancel what was not sent yet, and put back on the other listings what was live before.").ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Results<Accepted<PushBatchView>, Ok<PushPlan>>> OrderAsync(PushesRequest request, OrderPushes order, PlanPushes plan, PushSelection selection, CancellationToken cancellationToken)
    {
        var images = request.MainImageIds is { Count: > 0 } chosen ? await selection.OfImagesAsync(chosen, cancellationToken) : [];
        var wanted = new PushesWanted([.. (request.ListingIds ?? []).Union(images)], SiteClocks.Read(request.PublishAtLocal), SiteClocks.Read(request.LiveByLocal));
        if (request.DryRun == true)
        {
            return TypedResults.Ok(await plan.LookAsync(wanted, cancellationToken));
        }

        var made = await order.RunAsync(wanted, request.RequestId ?? Guid.CreateVersion7(), request.OthersToo == true, cancellationToken);
        return TypedResults.Accepted($"/api/v1/push-batches/{made.Id}", made);
    }

    private static async Task<Ok<Page<PushBatchView>>> ListAsync([AsParameters] PageQuery page, ReadPushes read, CancellationToken cancellationToken) => TypedResults.Ok(await read.ListAsync(page, cancellationToken));

    private static async Task<Ok<PushBatchView>> GetAsync(Guid id, ReadPushes read, CancellationToken cancellationToken) => TypedResults.Ok(await read.OneAsync(id, cancellationToken));

    private static async Task<Ok<Page<PushBatchItemView>>> ItemsAsync(Guid id, string? state, [AsParameters] PageQuery page, ReadPushes read, CancellationToken cancellationToken) =>
        TypedResults.Ok(await read.ItemsAsync(id, StateOf(state), page, cancellationToken));

    /// <summary>As answers write it, <c>leftOut</c>: the framework alone takes only the name in the code.</summary>
    private static PushItemState? StateOf(string? state) => string.IsNullOrEmpty(state) ? null
        : Enum.TryParse<PushItemState>(state, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known
        : throw HttpProblems.Invalid.Because("state");

    private static async Task<Accepted<PushBatchView>> CancelAsync(Guid id, ChangePushes change, CancellationToken cancellationToken) => Accepted(await change.CancelAsync(id, cancellationToken));

    private static async Task<Accepted<PushBatchView>> RetryAsync(Guid id, ChangePushes change, CancellationToken cancellationToken) => Accepted(await change.RetryAsync(id, cancellationToken));

    private static async Task<Accepted<PushBatchView>> RollBackAsync(Guid id, ChangePushes change, CancellationToken cancellationToken) => Accepted(await change.RollBackAsync(id, cancellationToken));

    private static Accepted<PushBatchView> Accepted(PushBatchView batch) => TypedResults.Accepted($"/api/v1/push-batches/{batch.Id}", batch);
}

/// <param name="ListingIds">Where to push; together with those of <paramref name="MainImageIds"/> at most 500.</param>
/// <param name="MainImageIds">All listings that should show these.</param>
/// <param name="PublishAtLocal">Not before this time of day at each listing's own site, as <c>2026-11-27T09:00</c>; at once when absent.</param>
/// <param name="LiveByLocal">When shoppers should see it there at the latest, written in the same way.</param>
/// <param name="OthersToo">Yes to changing more than was asked for, where a marketplace shows one picture for all countries.</param>
/// <param name="DryRun">Only say what would be done.</param>
/// <param name="RequestId">The same for the same order: sent twice, it is one.</param>
public sealed record PushesRequest(IReadOnlyList<Guid>? ListingIds, IReadOnlyList<Guid>? MainImageIds, string? PublishAtLocal, string? LiveByLocal, bool? OthersToo, bool? DryRun, Guid? RequestId);
