using MainImageHub.Domain.Experiments;
using MainImageHub.Web.Http;
using MainImageHub.Web.Stages.Monitor;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Optimize;

/// <param name="Outcome">The verdict's word once the test has ended.</param>
public sealed record TestView(
    Guid Id, ExperimentStatus Status, Guid MainImageId, Guid ListingId, Guid VersionA, Guid VersionB, string Metric, int Weeks, string Segmentation, long Seed, string TimeZone,
    bool PromoteWinner, PlanView Plan, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, string? EndReason, string? Outcome, Guid? FinalVersionId, IReadOnlyDictionary<int, string> VoidedPairs);

/// <param name="LostShare">Share of the days that washing out costs.</param>
/// <param name="SmallestVisibleLift">Relative lift that would be seen four times in five; absent without enough figures to tell.</param>
/// <param name="EventsPerDay">Clicks (or orders) a day that this rests on.</param>
public sealed record PlanView(
    DateOnly StartsOn, DateOnly EndsOn, int Pairs, int UsablePairs, int WashoutDays, double LostShare, double? SmallestVisibleLift, double? EventsPerDay, int BaselineDays,
    IReadOnlyList<RotationSegment> Segments);

/// <summary>An experiment with the schedule that follows from it.</summary>
public sealed class TestViews(HubDbContext db, TestPlans plans, MarketplaceClock clock)
{
    public async Task<TestView> OfAsync(Guid id, CancellationToken cancellationToken) =>
        await OfAsync(await db.Experiments.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because(), cancellationToken);

    public async Task<TestView> OfAsync(Experiment experiment, CancellationToken cancellationToken)
    {
        var store = await db.Stores.AsNoTracking().SingleAsync(s => db.Listings.Any(l => l.Id == experiment.ListingId && l.StoreId == s.Id), cancellationToken);
        var time = await clock.ReadAsync(store, cancellationToken);
        var plan = TestPlans.PlanOf(experiment, experiment.StartsOn ?? time.Today.AddDays(1));
        var baseline = await plans.BaselineAsync(experiment.ListingId, TestPlans.MetricOf(experiment), time, cancellationToken);
        return new TestView(
            experiment.Id, experiment.Status, experiment.MainImageId, experiment.ListingId, experiment.VersionA, experiment.VersionB, experiment.Metric, experiment.Weeks,
            experiment.Segmentation, experiment.Seed, experiment.TimeZone, experiment.PromoteWinner,
            new PlanView(
                plan.StartsOn, plan.EndsOn, plan.Pairs, plan.UsablePairs, experiment.WashoutDays, Math.Round(1 - plan.KeptShare, 4),
                baseline.SmallestVisibleLift(experiment.Weeks, plan.Request.Segmentation, experiment.WashoutDays), baseline.EventsPerDay, baseline.Days, plan.Segments),
            experiment.StartedAt, experiment.EndedAt, experiment.EndReason, experiment.Outcome, experiment.FinalVersionId, experiment.VoidedPairs);
    }
}
