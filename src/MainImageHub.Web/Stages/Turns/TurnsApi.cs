using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Plan;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Turns;

/// <summary>Who does what by when, under /api/v1.</summary>
internal static class TurnsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var work = api.MapGroup("/work").WithTags("Work");
        work.MapGet("/", ListAsync).Requires(HubAction.Read).WithName("listWork")
            .WithSummary("Main images under way with the step each is at, due first: the token's member's unless member says whose (an id, a role, or all)").ProducesProblem(StatusCodes.Status400BadRequest);
        work.MapGet("/loads", LoadsAsync).Requires(HubAction.Read).WithName("listWorkloads").WithSummary("How much each person and each role has open, overdue, and due by Sunday");
        work.MapPost("/hand-over", HandOverAsync).Requires(HubAction.EditBriefs).WithName("handOverWork")
            .WithSummary("Give the steps of chosen main images, or all of one person's, to somebody else; each says what became of it")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        var workflow = api.MapGroup("/workflow").WithTags("Work");
        workflow.MapGet("/", GetAsync).Requires(HubAction.Read).WithName("getWorkflow").WithSummary("Who does which step in how many days where nobody was asked by name");
        workflow.MapPut("/", PutAsync).Requires(HubAction.ManageWorkspace).WithName("putWorkflow").WithSummary("Say so anew; every due date follows at once")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        var notices = api.MapGroup("/notices").WithTags("Work");
        notices.MapGet("/", NoticesAsync).Requires(HubAction.Read).WithName("listNotices").WithSummary("What the token's member was told, newest first");
        notices.MapPost("/read", ReadAsync).Requires(HubAction.Read).WithName("readNotices").WithSummary("The member has read these, or all of them where no ids are given");
    }

    private static async Task<Ok<WorkPageView>> ListAsync([AsParameters] WorkFilter filter, string? limit, ReadTurns read, ReadTasks tasks, CurrentMember me, TimeProvider clock, CancellationToken cancellationToken)
    {
        var take = new PageQuery { Limit = limit }.Take;
        var board = await read.ReadAsync(null, cancellationToken);
        var rows = filter.Of(board, me, clock);
        var rest = filter.Rest(rows).Take(take + 1).ToList();
        var lines = await tasks.ShowAsync([.. rest.Take(take)], board, cancellationToken);
        return TypedResults.Ok(new WorkPageView([.. lines.Select(TaskView.Of)], rows.Count, rest.Count > take ? WorkFilter.PlaceOf(rest[take - 1]) : null));
    }

    private static async Task<Ok<LoadsView>> LoadsAsync(ReadTurns read, CurrentMember me, TimeProvider clock, CancellationToken cancellationToken) =>
        TypedResults.Ok(new LoadsView((await read.ReadAsync(null, cancellationToken)).Loads(Shared.Moments.Today(me, clock))));

    private static async Task<Ok<HandOverView>> HandOverAsync(HandOverRequest request, HandOver handOver, CancellationToken cancellationToken) =>
        TypedResults.Ok(new HandOverView(await handOver.RunAsync(request, cancellationToken)));

    private static Ok<WorkflowView> GetAsync(CurrentMember me) => TypedResults.Ok(WorkflowView.Of(me.Workspace.Workflow ?? Workflow.Default));

    private static async Task<Ok<WorkflowView>> PutAsync(WorkflowRequest request, ChangeWorkflow change, CancellationToken cancellationToken) =>
        TypedResults.Ok(WorkflowView.Of(await change.RunAsync(request.Steps, cancellationToken)));

    private static async Task<Ok<Page<NoticeView>>> NoticesAsync([AsParameters] PageQuery page, Notices notices, CancellationToken cancellationToken) =>
        TypedResults.Ok(await notices.ListAsync(page, cancellationToken));

    private static async Task<NoContent> ReadAsync(ReadNoticesRequest request, Notices notices, CancellationToken cancellationToken)
    {
        await notices.MarkReadAsync(request.Ids, cancellationToken);
        return TypedResults.NoContent();
    }
}

/// <param name="Ids">Null for all of them.</param>
public sealed record ReadNoticesRequest(IReadOnlyList<Guid>? Ids);

/// <param name="Steps">Each of the four once.</param>
public sealed record WorkflowRequest(IReadOnlyList<StepRule?>? Steps);

public sealed record WorkflowView(IReadOnlyList<StepRule> Steps)
{
    public static WorkflowView Of(Workflow workflow) => new(workflow.Steps);
}

public sealed record LoadsView(IReadOnlyList<Workload> Items);

public sealed record HandOverView(IReadOnlyList<HandedOver> Items);

/// <param name="Total">All that fit, not only those of this page.</param>
/// <param name="NextCursor">As <c>after</c> of the next page.</param>
public sealed record WorkPageView(IReadOnlyList<TaskView> Items, int Total, string? NextCursor);

/// <param name="MemberId">Absent where anybody of the role may take it.</param>
public sealed record TaskView(
    Guid MainImageId, ProductOfImage Product, ScopeView Scope, string Slot, WorkflowStep Step, DateTimeOffset Since, DateOnly DueOn, bool IsOverdue, Guid? MemberId, string? Member, Role Role)
{
    public static TaskView Of(TaskLine line) => new(
        line.MainImageId, line.Product, ScopeView.Of(line.Scope), line.Slot, line.Turn.Step, line.Turn.Since, line.Turn.DueOn, line.IsOverdue, line.Turn.MemberId, line.Member, line.Turn.Role);
}
