using MainImageHub.Domain.Experiments;
using MainImageHub.Domain.Metrics;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Stages.Monitor;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Optimize;

/// <summary>What a test showed so far.</summary>
/// <param name="Days">Every day of the plan that has come: what was planned and what was seen.</param>
public sealed record TestReport(Guid ExperimentId, ExperimentStatus Status, RotationPlan Plan, RotationResult Result, IReadOnlyList<HealthCheck> Health, IReadOnlyList<TestDay> Days);

/// <param name="ShareA">Share of the day on which A was seen live; so with B and with anything else.</param>
public sealed record TestDay(
    DateOnly Date, Arm Planned, bool Washout, double ShareA, double ShareB, double ShareOther, long? Impressions, long? Clicks, long? Sessions, long? Orders);

/// <summary>
/// Analyses a test from what was seen, not from what was planned: the ledger says which picture each day really had, the daily
/// figures say what came of it, and the domain compares pairs of days. Computed anew each time; nothing is kept but the verdict.
/// </summary>
public sealed class TestResults(HubDbContext db, ListingDays listingDays)
{
    // A moment's look at something else, or rounding, is no foreign picture.
    private const double ForeignShare = 0.02;

    public async Task<TestReport> OfAsync(Experiment experiment, CancellationToken cancellationToken)
    {
        var plan = TestPlans.PlanOf(experiment);
        var slot = await db.MainImages.Where(i => i.Id == experiment.MainImageId).Select(i => i.Slot).SingleAsync(cancellationToken);
        var history = (await listingDays.ReadAsync([experiment.ListingId], slot, plan.StartsOn, plan.EndsOn, cancellationToken)).Single();
        var figures = history.Days.ToDictionary(day => day.Date);
        var days = new List<TestDay>();
        var last = history.Time.Today.AddDays(-1);
        for (var date = plan.StartsOn; date <= last && date <= plan.EndsOn; date = date.AddDays(1))
        {
            var split = Attribution.Split(date, history.Time.Zone, history.Ledger, history.Time.Now);
            var day = figures.GetValueOrDefault(date);
            var (a, b) = (Share(split, experiment.VersionA), Share(split, experiment.VersionB));
            days.Add(new TestDay(
                date, plan.ArmOn(date)!.Value, plan.IsWashout(date), a, b, Math.Clamp(1 - split.UnknownShare - a - b, 0, 1), day?.Impressions, day?.Clicks, day?.Sessions, day?.Orders));
        }

        var complete = MetricSummary.CompleteUpTo(history) is { } upTo && upTo < last ? upTo : MetricSummary.CompleteUpTo(history) is null ? plan.StartsOn.AddDays(-1) : last;
        var result = RotationAnalysis.Analyse(
            plan,
            [.. days.SelectMany(Observations)],
            TestPlans.MetricOf(experiment),
            complete,
            new RotationOptions { Voided = [.. experiment.VoidedPairs.Select(pair => new VoidedPair(pair.Key, pair.Value))] });
        return new TestReport(experiment.Id, experiment.Status, plan, result, [.. result.Health, Foreign(days)], days);
    }

    private static double Share(DaySplit split, Guid version) => split.Shares.Where(share => share.VersionId == version).Sum(share => share.Share);

    private static IEnumerable<DailyObservation> Observations(TestDay day)
    {
        // The likelier one first: where a plan is taken at its word, a day has one row of figures.
        var a = new DailyObservation(day.Date, Arm.A, day.ShareA, day.Impressions, day.Clicks, day.Sessions, day.Orders);
        var b = a with { Arm = Arm.B, VerifiedShare = day.ShareB };
        return day.ShareA >= day.ShareB ? [a, b] : [b, a];
    }

    private static HealthCheck Foreign(List<TestDay> days)
    {
        var foreign = days.Count(day => day.ShareOther > ForeignShare);
        return new HealthCheck(
            "foreignPicture",
            days.Count == 0 ? HealthState.NotChecked : foreign > 0 ? HealthState.Warning : HealthState.Ok,
            days.Count == 0 ? null : foreign,
            0,
            foreign > 0
                ? new("Days on which a picture was seen that belongs to neither arm: somebody changed the listing. The test waits until A or B is shown again.",
                    "出现非测试图片的天数：有人修改了商品图片。在 A 或 B 恢复展示之前，测试将等待。")
                : new("Days on which a picture was seen that belongs to neither arm.", "出现非测试图片的天数。"));
    }
}
