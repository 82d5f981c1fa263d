using MainImageHub.Domain;
using MainImageHub.Domain.Experiments;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Metrics;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Stages.Monitor;
using MainImageHub.Web.Stages.Stores;

namespace MainImageHub.Web.Stages.Optimize;

/// <summary>Turns an experiment's row into its schedule: nothing of the schedule is stored but the seed it follows from.</summary>
public sealed class TestPlans(StoreConnections connections, ListingDays days)
{
    private const int BaselineDays = 28;
    private const int FewestBaselineDays = 7;

    // Where there are too few days to measure it: what sellers' listings were found to have, or a little more.
    private const double UsualDayNoise = 0.15;

    public static RotationPlan PlanOf(Experiment experiment, DateOnly startOn) =>
        RotationPlan.TryCreate(RequestOf(experiment, startOn), out var plan, out var refusal) ? plan : throw Refused(refusal);

    /// <summary>The plan of a test that was started.</summary>
    public static RotationPlan PlanOf(Experiment experiment) => PlanOf(experiment, experiment.StartsOn ?? throw TestProblems.NotStarted.Because());

    public static ProblemException Refused(PlanRefusal refusal) => new(TestProblems.Plan, refusal.Reason);

    public static RotationMetric MetricOf(Experiment experiment) => MetricOf(experiment.Metric);

    public static RotationMetric MetricOf(string word) => word == "conversion" ? RotationMetric.Conversion : RotationMetric.ClickThrough;

    /// <summary>The ways to take turns by their words in requests, the usual one first.</summary>
    public static readonly IReadOnlyList<(string Word, Segmentation Is)> Segmentations = [("segments", Segmentation.WeekParts), ("weekdays", Segmentation.Weekdays), ("weeks", Segmentation.Weeks)];

    public static Segmentation SegmentationOf(string word) =>
        Segmentations.Where(each => each.Word == word).Select(each => (Segmentation?)each.Is).FirstOrDefault() ?? throw TestProblems.Segmentation.Because();

    /// <summary>Whole days that shoppers may still see the old picture, as its marketplace is known for.</summary>
    public int WashoutDaysOf(Store store) =>
        (int)Math.Ceiling(connections.FindConnector(store.Marketplace)?.Capabilities.Propagation.WashOut.TotalDays ?? 1);

    /// <summary>What the listing did in its last four weeks with figures: the ground on which a lift has to be seen.</summary>
    public async Task<Baseline> BaselineAsync(Guid listingId, RotationMetric metric, MarketplaceTime time, CancellationToken cancellationToken)
    {
        var history = (await days.ReadAsync([listingId], null, time.Today.AddDays(-2 * BaselineDays), time.Today, cancellationToken)).SingleOrDefault();
        var known = (history?.Days ?? []).Select(day => metric == RotationMetric.Conversion ? (Events: day.Orders, Trials: day.Sessions) : (Events: day.Clicks, Trials: day.Impressions))
            .Where(day => day is { Events: > 0, Trials: > 0 }).Select(day => (Events: (double)day.Events!.Value, Trials: (double)day.Trials!.Value)).TakeLast(BaselineDays).ToList();
        if (known.Count < FewestBaselineDays)
        {
            return new Baseline(null, UsualDayNoise, known.Count);
        }

        var perDay = known.Average(day => day.Events);
        var logs = known.ConvertAll(day => Math.Log(day.Events / day.Trials));
        var mean = logs.Average();

        // What chance alone does to so few events is no noise of the days.
        var spread = (logs.Sum(log => (log - mean) * (log - mean)) / (logs.Count - 1)) - (1 / perDay);
        return new Baseline(perDay, Math.Sqrt(Math.Max(spread, 0.05 * 0.05)), known.Count);
    }

    /// <summary>Whether so many weeks have enough pairs of days to tell anything from chance.</summary>
    public static bool GivesAnswer(int weeks, Segmentation segmentation, int washoutDays) =>
        RotationPlan.TryCreate(new RotationRequest(0, new DateOnly(2026, 1, 5), weeks, segmentation, TimeZoneInfo.Utc, washoutDays), out _, out _);

    private static RotationRequest RequestOf(Experiment experiment, DateOnly startOn) => new(
        unchecked((ulong)experiment.Seed), startOn, experiment.Weeks, SegmentationOf(experiment.Segmentation),
        TimeZoneInfo.FindSystemTimeZoneById(experiment.TimeZone), experiment.WashoutDays);
}

/// <param name="EventsPerDay">Clicks (or orders) a day; null when too few days are known.</param>
/// <param name="DayNoise">Relative standard deviation of the daily rate.</param>
/// <param name="Days">Days it rests on.</param>
public sealed record Baseline(double? EventsPerDay, double DayNoise, int Days)
{
    public double? SmallestVisibleLift(int weeks, Segmentation segmentation, int washoutDays) =>
        EventsPerDay is { } perDay ? Domain.Experiments.SmallestVisibleLift.For(weeks, perDay, DayNoise, segmentation, washoutDays) : null;
}
