using MainImageHub.Domain.Experiments;

namespace MainImageHub.Tests.Domain.Experiments;

public sealed class RotationPlanTests
{
    private static readonly TimeZoneInfo LosAngeles = TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles");
    private static readonly DateOnly Monday = new(2026, 3, 2);

    [Fact]
    public void Random_numbers_are_those_of_the_published_algorithm()
    {
        var random = new SplitMix64(0);
        new[] { random.Next(), random.Next(), random.Next() }.Should().Equal(0xE220A8397B1DCDAFUL, 0x6E789E6AA1B965F4UL, 0x06C45D188009454FUL);
    }

    [Fact]
    public void Same_seed_gives_the_same_schedule_and_a_longer_plan_begins_alike()
    {
        Make(7, 8).Segments.Should().Equal(Make(7, 8).Segments);
        Make(7, 8).Segments.Should().StartWith(Make(7, 4).Segments);
        Make(8, 8).Segments.Should().NotEqual(Make(7, 8).Segments);
    }

    [Theory]
    [InlineData(Segmentation.WeekParts, 4, 6)]
    [InlineData(Segmentation.Weeks, 12, 6)]
    [InlineData(Segmentation.Weekdays, 4, 14)]
    public void Every_weekday_of_a_fortnight_sees_both_pictures(Segmentation segmentation, int weeks, int pairs)
    {
        var plan = Make(11, weeks, segmentation, washout: 0);

        plan.Pairs.Should().Be(pairs);
        plan.EndsOn.Should().Be(plan.StartsOn.AddDays(weeks * 7 - 1));
        for (var day = plan.StartsOn; day <= plan.EndsOn; day = day.AddDays(1))
        {
            var inSecondWeek = (day.DayNumber - plan.StartsOn.DayNumber) / 7 % 2 == 1;
            plan.ArmOn(day).Should().NotBeNull().And.NotBe(plan.ArmOn(day.AddDays(inSecondWeek ? -7 : 7)));
        }
    }

    [Theory]
    [InlineData(Segmentation.WeekParts, 2, 4)]
    [InlineData(Segmentation.Weeks, 8, 12)]
    public void A_plan_with_fewer_than_six_pairs_is_refused_with_the_weeks_needed(Segmentation segmentation, int weeks, int needed)
    {
        RotationPlan.TryCreate(Request(3, weeks, segmentation), out var plan, out var refusal).Should().BeFalse();

        plan.Should().BeNull();
        refusal!.WeeksNeeded.Should().Be(needed);
        refusal.Reason.En.Should().Contain($"plan {needed} weeks");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(54)]
    public void Odd_and_absurd_lengths_are_refused(int weeks) =>
        RotationPlan.TryCreate(Request(3, weeks), out _, out _).Should().BeFalse();

    [Fact]
    public void Days_that_count_do_not_depend_on_the_coin_and_a_washout_that_eats_all_is_refused()
    {
        Make(5, 8).KeptShare.Should().BeApproximately(4 / 7.0, 1e-9);
        Make(6, 8).KeptShare.Should().Be(Make(5, 8).KeptShare);

        RotationPlan.TryCreate(Request(5, 8, Segmentation.Weekdays), out _, out var refusal).Should().BeFalse();
        refusal!.WeeksNeeded.Should().BeNull();
        refusal.Reason.En.Should().Contain("longer segments");
    }

    [Fact]
    public void A_plan_begins_on_the_next_day_on_which_a_segment_can_begin()
    {
        RotationPlan.TryCreate(Request(1, 4) with { StartOn = new(2026, 3, 3) }, out var plan, out _);
        plan!.StartsOn.Should().Be(new DateOnly(2026, 3, 4));
        Make(1, 12, Segmentation.Weeks).StartsOn.DayOfWeek.Should().Be(DayOfWeek.Sunday);
    }

    [Fact]
    public void Pictures_change_at_the_marketplaces_midnight_also_when_its_clock_changes()
    {
        // The clock in Los Angeles went forward on 2026-03-08, inside the plan.
        var plan = Make(9, 4);
        var at = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        Arm? shown = null;
        var switches = 0;
        while (plan.NextSwitch(at) is { } next)
        {
            TimeZoneInfo.ConvertTime(next.At, LosAngeles).TimeOfDay.Should().Be(TimeSpan.Zero);
            next.To.Should().NotBe(shown);
            plan.ArmAt(next.At).Should().Be(next.To);
            plan.ArmAt(next.At.AddSeconds(-1)).Should().Be(shown);
            (at, shown) = (next.At, next.To);
            switches++;
        }

        shown.Should().BeNull("the last switch ends the plan");
        switches.Should().BeGreaterThan(4);
        plan.NextSwitch(at).Should().BeNull();
    }

    private static RotationPlan Make(ulong seed, int weeks, Segmentation segmentation = Segmentation.WeekParts, int washout = 1) =>
        RotationPlan.TryCreate(Request(seed, weeks, segmentation, washout), out var plan, out var refusal)
            ? plan
            : throw new InvalidOperationException(refusal.Reason.En);

    private static RotationRequest Request(ulong seed, int weeks, Segmentation segmentation = Segmentation.WeekParts, int washout = 1) =>
        new(seed, Monday, weeks, segmentation, LosAngeles, washout);
}
