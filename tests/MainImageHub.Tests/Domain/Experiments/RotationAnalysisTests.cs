using MainImageHub.Benchmarks.Experiments;
using MainImageHub.Domain.Experiments;

namespace MainImageHub.Tests.Domain.Experiments;

public sealed class RotationAnalysisTests
{
    private static readonly SimulatedRotation Quiet = new(ClicksPerDay: 400, DayNoise: 0.02, TrueLift: 0.2, Weeks: 8, Segmentation.WeekParts);

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.2)]
    public void Two_equal_pictures_seldom_get_a_winner_where_a_naive_test_often_finds_one(double noise)
    {
        var equal = new SimulatedRotation(100, noise, 0, 8, Segmentation.WeekParts);
        const int Runs = 2000;

        var falseWinners = Enumerable.Range(1, Runs).AsParallel().Count(run => equal.Analyse((ulong)run).AsVerified!.P <= 0.05);
        var naive = Enumerable.Range(1, Runs).Count(run => equal.NaiveBeforeAndAfterFindsAWinner((ulong)run));

        (falseWinners / (double)Runs).Should().BeLessThanOrEqualTo(0.06);
        (naive / (double)Runs).Should().BeGreaterThan(0.25, "otherwise the simulation is too easy to prove anything");
    }

    [Fact]
    public void A_lift_of_twenty_per_cent_is_mostly_seen_in_eight_weeks()
    {
        var better = new SimulatedRotation(100, 0.1, 0.2, 8, Segmentation.WeekParts);
        Enumerable.Range(1, 300).AsParallel().Count(run => better.Analyse((ulong)run).AsVerified!.P <= 0.05).Should().BeGreaterThan(225);
    }

    [Fact]
    public void The_interval_covers_the_truth_about_as_often_as_it_says()
    {
        var better = new SimulatedRotation(100, 0.15, 0.1, 8, Segmentation.WeekParts);
        Enumerable.Range(1, 400).AsParallel()
            .Count(run => better.Analyse((ulong)run).AsVerified is { } lift && lift.Low <= 0.1 && lift.High >= 0.1)
            .Should().BeInRange(365, 395);
    }

    [Fact]
    public void A_better_picture_is_shipped_and_a_worse_one_rolled_back()
    {
        var shipped = Quiet.Analyse(1);
        shipped.Outcome.Verdict.Should().Be(RotationVerdict.Ship);
        shipped.AsVerified!.Lift.Should().BeApproximately(0.2, 0.05);
        shipped.AsPlanned!.Lift.Should().BeApproximately(shipped.AsVerified.Lift, 1e-9);
        shipped.Posterior!.ProbabilityBetter.Should().BeGreaterThan(0.99);
        shipped.Posterior.Worst.Should().BeLessThan(shipped.Posterior.Likely);
        shipped.Health.Should().OnlyContain(check => check.State == HealthState.Ok);

        (Quiet with { TrueLift = -0.2 }).Analyse(1).Outcome.Verdict.Should().Be(RotationVerdict.RollBack);
    }

    [Fact]
    public void Equal_pictures_on_quiet_days_end_with_no_difference_larger_than_a_number()
    {
        var outcome = (Quiet with { TrueLift = 0, ClicksPerDay = 2000 }).Analyse(4).Outcome;

        outcome.Verdict.Should().Be(RotationVerdict.NoDifferenceLargerThan);
        outcome.LargestDifference.Should().BeLessThan(0.1);
    }

    [Fact]
    public void Noisy_days_end_with_not_enough_information_and_the_weeks_needed()
    {
        var outcome = new SimulatedRotation(100, 0.3, 0, 4, Segmentation.WeekParts).Analyse(2).Outcome;

        outcome.Verdict.Should().Be(RotationVerdict.NotEnoughInformation);
        outcome.WeeksNeeded.Should().BeGreaterThan(4).And.Match(weeks => weeks % 2 == 0);
    }

    [Fact]
    public void Nothing_is_decided_before_the_last_day_is_complete()
    {
        var plan = Quiet.Plan(1)!;
        var result = RotationAnalysis.Analyse(plan, Quiet.Run(plan, 1), RotationMetric.ClickThrough, plan.EndsOn.AddDays(-1));

        result.Outcome.Verdict.Should().Be(RotationVerdict.NotEnoughInformation);
        result.Outcome.Sentence.En.Should().Contain("decides nothing before");
    }

    [Fact]
    public void A_rotation_whose_pictures_were_not_seen_live_is_invalid()
    {
        var result = Analyse(day => day with { VerifiedShare = 0.7 });

        result.Outcome.Verdict.Should().Be(RotationVerdict.Invalid);
        Health(result, "adherence").Should().Match<HealthCheck>(check => check.State == HealthState.Failed && check.Value < 0.71);
    }

    [Fact]
    public void A_day_under_the_wrong_picture_does_not_count()
    {
        var plan = Quiet.Plan(1)!;
        var wrong = plan.Segments[1].To;
        var result = Analyse(day => day.Date == wrong ? day with { Arm = day.Arm == Arm.A ? Arm.B : Arm.A, Clicks = 1_000_000, Impressions = 1_000_000 } : day);

        result.AsVerified!.Lift.Should().BeApproximately(0.2, 0.05);
        result.AsPlanned!.Lift.Should().NotBeApproximately(0.2, 0.05);
    }

    [Fact]
    public void One_picture_shown_far_more_than_its_time_makes_the_test_invalid()
    {
        var result = Analyse(day => day.Arm == Arm.B ? day with { Impressions = day.Impressions * 3, Clicks = day.Clicks * 3 } : day);

        Health(result, "impressionShare").State.Should().Be(HealthState.Failed);
        result.Outcome.Verdict.Should().Be(RotationVerdict.Invalid);
    }

    [Fact]
    public void A_void_drops_the_whole_pair()
    {
        var result = Analyse(day => day, new RotationOptions { Voided = [new VoidedPair(3, "coupon ran")] });

        result.Pairs[3].LogDifference.Should().BeNull();
        result.Pairs[3].Weight.Should().Be(0);
        result.AsVerified!.Pairs.Should().Be(11);
        result.Voided.Should().ContainSingle(voided => voided.Reason == "coupon ran");
    }

    [Fact]
    public void Days_without_clicks_and_unknown_days_do_not_break_it()
    {
        var plan = Quiet.Plan(1)!;
        Analyse(day => day with { Clicks = day.Arm == Arm.A ? 0 : day.Clicks }).AsVerified!.Lift.Should().BePositive();
        Analyse(day => day with { Clicks = 0 }).Outcome.Verdict.Should().Be(RotationVerdict.NotEnoughInformation);
        Analyse(day => day with { Clicks = null }).AsVerified.Should().BeNull();
        RotationAnalysis.Analyse(plan, [], RotationMetric.Conversion, plan.EndsOn).AsVerified.Should().BeNull();
    }

    [Theory]
    [InlineData(4, 100, 0.1, Segmentation.WeekParts, 0.25)]
    [InlineData(8, 100, 0.1, Segmentation.WeekParts, 0.15)]
    [InlineData(8, 20, 0.1, Segmentation.WeekParts, 0.3)]
    [InlineData(8, 500, 0.2, Segmentation.WeekParts, 0.25)]
    public void The_planners_smallest_visible_lift_agrees_with_simulation(int weeks, double clicks, double noise, Segmentation segmentation, double simulated) =>
        SmallestVisibleLift.For(weeks, clicks, noise, segmentation).Should().BeInRange(simulated * 0.7, simulated * 1.3);

    [Fact]
    public void The_planner_says_nothing_where_a_plan_would_be_refused() =>
        SmallestVisibleLift.For(10, 1000, 0.1, Segmentation.Weeks).Should().BeNull();

    private static RotationResult Analyse(Func<DailyObservation, DailyObservation> change, RotationOptions? options = null)
    {
        var plan = Quiet.Plan(1)!;
        return RotationAnalysis.Analyse(plan, [.. Quiet.Run(plan, 5).Select(change)], RotationMetric.ClickThrough, plan.EndsOn, options);
    }

    private static HealthCheck Health(RotationResult result, string check) => result.Health.Single(one => one.Check == check);
}
