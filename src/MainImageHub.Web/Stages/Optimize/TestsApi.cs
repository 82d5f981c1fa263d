using System.Text.Json.Serialization;
using MainImageHub.Domain.Experiments;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Optimize;

internal static class TestsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var tests = api.MapGroup("/experiments").WithTags("Optimize");
        tests.MapPost("/", PlanAsync).Requires(HubAction.RunExperiments).WithName("PlanExperiment")
            .WithSummary("Plan a rotation test of two versions; answers with its schedule, or says why it would be a waste of weeks.");
        tests.MapGet("/", ListAsync).Requires(HubAction.Read).WithName("ListExperiments").WithSummary("Tests, newest first.");
        tests.MapGet("/{id:guid}", ReadAsync).Requires(HubAction.Read).WithName("GetExperiment").WithSummary("A test and its schedule.");
        tests.MapPost("/{id:guid}/start", StartAsync).Requires(HubAction.RunExperiments).WithName("StartExperiment")
            .WithSummary("Start on the next day on which a segment can begin.");
        tests.MapPost("/{id:guid}/stop", StopAsync).Requires(HubAction.RunExperiments).WithName("StopExperiment")
            .WithSummary("End before its time, without a verdict, and put A back.");
        tests.MapPost("/{id:guid}/voids", VoidAsync).Requires(HubAction.RunExperiments).WithName("VoidPair")
            .WithSummary("Take a pair of segments out of the analysis, with a reason.");
        tests.MapGet("/{id:guid}/results", ResultsAsync).Requires(HubAction.Read).WithName("GetExperimentResults")
            .WithSummary("What the test shows, from what was seen live. Not enough information is an answer.");
    }

    private static async Task<Created<TestView>> PlanAsync(TestOrder order, PlanTest plan, TestViews views, CancellationToken cancellationToken)
    {
        var experiment = await plan.RunAsync(order, cancellationToken);
        return TypedResults.Created($"/api/v1/experiments/{experiment.Id}", await views.OfAsync(experiment, cancellationToken));
    }

    private static async Task<Page<TestLine>> ListAsync([AsParameters] PageQuery page, HubDbContext db, CancellationToken cancellationToken)
    {
        var before = page.Before;
        var rows = await db.Experiments.AsNoTracking().Where(e => e.Id < before).OrderByDescending(e => e.Id).Take(page.Take + 1).ToListAsync(cancellationToken);
        return page.Cut([.. rows.Select(TestLine.Of)], row => row.Id);
    }

    private static async Task<Ok<TestView>> ReadAsync(Guid id, TestViews views, CancellationToken cancellationToken) =>
        TypedResults.Ok(await views.OfAsync(id, cancellationToken));

    private static async Task<Accepted<TestView>> StartAsync(Guid id, RunTest run, TestViews views, CancellationToken cancellationToken)
    {
        await run.StartAsync(id, cancellationToken);
        return TypedResults.Accepted($"/api/v1/experiments/{id}", await views.OfAsync(id, cancellationToken));
    }

    private static async Task<Accepted<TestView>> StopAsync(Guid id, string? reason, RunTest run, TestViews views, CancellationToken cancellationToken)
    {
        await run.StopAsync(id, reason, cancellationToken);
        return TypedResults.Accepted($"/api/v1/experiments/{id}", await views.OfAsync(id, cancellationToken));
    }

    private static async Task<Ok<TestView>> VoidAsync(Guid id, VoidOrder order, RunTest run, TestViews views, CancellationToken cancellationToken)
    {
        await run.VoidAsync(id, order.Pair, order.Reason, cancellationToken);
        return TypedResults.Ok(await views.OfAsync(id, cancellationToken));
    }

    private static async Task<Ok<ResultsView>> ResultsAsync(Guid id, RunTest run, CancellationToken cancellationToken) =>
        TypedResults.Ok(ResultsView.Of(await run.ReportAsync(id, cancellationToken)));

    private sealed record VoidOrder([property: JsonRequired] int Pair, string? Reason);

    /// <summary>The analysis on the wire.</summary>
    private sealed record ResultsView(
        Guid Id, ExperimentStatus Status, RotationVerdict Outcome, LocalText Sentence, RotationMetric Metric, DateOnly CompleteThrough, int? WeeksNeeded, double? LargestDifference,
        MeasuredLift? AsVerified, MeasuredLift? AsPlanned, LiftPosterior? Posterior, IReadOnlyList<HealthCheck> Health, IReadOnlyList<PairResult> Pairs,
        IReadOnlyList<VoidedPair> Voided, IReadOnlyList<TestDay> Days)
    {
        public static ResultsView Of(TestReport report) => new(
            report.ExperimentId, report.Status, report.Result.Outcome.Verdict, report.Result.Outcome.Sentence, report.Result.Metric, report.Result.CompleteThrough,
            report.Result.Outcome.WeeksNeeded, report.Result.Outcome.LargestDifference, report.Result.AsVerified, report.Result.AsPlanned, report.Result.Posterior,
            report.Health, report.Result.Pairs, report.Result.Voided, report.Days);
    }
}

public sealed record TestLine(
    Guid Id, ExperimentStatus Status, Guid MainImageId, Guid ListingId, Guid VersionA, Guid VersionB, string Metric, int Weeks, DateOnly? StartsOn, DateTimeOffset? EndedAt, string? Outcome)
{
    public static TestLine Of(Experiment e) => new(e.Id, e.Status, e.MainImageId, e.ListingId, e.VersionA, e.VersionB, e.Metric, e.Weeks, e.StartsOn, e.EndedAt, e.Outcome);
}
