using MainImageHub.Domain.Metrics;
using MainImageHub.Domain.Rules;

namespace MainImageHub.Domain.Experiments;

/// <summary>A is the picture that was live before, B the challenger.</summary>
public enum Arm
{
    A,
    B,
}

/// <summary>How a fortnight is cut into stretches that get one picture each.</summary>
public enum Segmentation
{
    /// <summary>Mon–Tue, Wed–Thu, Fri–Sun: the default, since a marketplace may need a day to show a picture. 3 pairs a fortnight.</summary>
    WeekParts,

    /// <summary>Every day by itself, paired with the same weekday of the other week. 7 pairs a fortnight, for marketplaces that need no washout.</summary>
    Weekdays,

    /// <summary>Whole weeks from Sunday to Saturday, for figures that come by the week. 1 pair a fortnight.</summary>
    Weeks,
}

/// <summary>What is asked of a plan.</summary>
/// <param name="Seed">Stored with the experiment: the whole schedule follows from it.</param>
/// <param name="StartOn">The plan begins on the first day from here on which a segment can begin.</param>
/// <param name="Weeks">An even number.</param>
/// <param name="TimeZone">The marketplace's: pictures are switched at its midnight, when its figures change day.</param>
/// <param name="WashoutDays">Days at the start of each segment that are not counted, until every shopper sees the new picture.</param>
public sealed record RotationRequest(
    ulong Seed, DateOnly StartOn, int Weeks, Segmentation Segmentation, TimeZoneInfo TimeZone, int WashoutDays = 1);

/// <summary>Some days in a row under one picture. Both dates are included.</summary>
/// <param name="Pair">Which pair it is half of; the other half lies a week apart on the same weekdays, with the other arm.</param>
public sealed record RotationSegment(int Pair, DateOnly From, DateOnly To, Arm Arm);

/// <summary>When the picture has to be changed next, and to which; null at the end of the plan.</summary>
public sealed record PlannedSwitch(DateTimeOffset At, Arm? To);

/// <summary>Why a plan would be a waste of weeks.</summary>
/// <param name="WeeksNeeded">The shortest plan of this kind that would do; null when none within a year does.</param>
public sealed record PlanRefusal(LocalText Reason, int? WeeksNeeded);

/// <summary>
/// The schedule of a rotation: two pictures take turns on one listing. Shoppers cannot be split, so days are: in every
/// fortnight the same weekdays get opposite pictures in the two weeks, and a coin from the stored seed says which comes
/// first. So weekdays cancel out, and the coin is what the analysis rests on.
/// </summary>
public sealed class RotationPlan
{
    /// <summary>
    /// With k pairs an exact test cannot get below 2/2^k: five pairs end at 0.0625, six reach 0.031.
    /// </summary>
    public const int FewestPairs = 6;

    private const int DaysPerBlock = 14;
    private const int LongestWeeks = 52;

    // By day of the plan: asked thousands of times by an analysis.
    private readonly Arm[] arms;

    private RotationPlan(RotationRequest request, DateOnly startsOn, IReadOnlyList<RotationSegment> segments)
    {
        Request = request;
        StartsOn = startsOn;
        Segments = segments;
        Pairs = segments.Max(segment => segment.Pair) + 1;
        arms = [.. segments.SelectMany(segment => Enumerable.Repeat(segment.Arm, segment.To.DayNumber - segment.From.DayNumber + 1))];
    }

    public RotationRequest Request { get; }

    public DateOnly StartsOn { get; }

    /// <summary>The last day of the plan.</summary>
    public DateOnly EndsOn => Segments[^1].To;

    /// <summary>In order of time, without gaps.</summary>
    public IReadOnlyList<RotationSegment> Segments { get; }

    public int Pairs { get; }

    /// <summary>Pairs that keep at least one day on both sides after the washout.</summary>
    public int UsablePairs => Enumerable.Range(0, Pairs).Count(pair => KeptDays(pair).Any());

    /// <summary>Share of the plan's days that count, to be shown before the start.</summary>
    public double KeptShare => 2.0 * Enumerable.Range(0, Pairs).Sum(pair => KeptDays(pair).Count()) / (Request.Weeks * 7);

    /// <summary>Makes the schedule, or says why it cannot answer anything.</summary>
    public static bool TryCreate(
        RotationRequest request,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out RotationPlan? plan,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out PlanRefusal? refusal)
    {
        plan = null;
        refusal = null;
        if (request.WashoutDays < 0)
        {
            refusal = new(new("The number of days that do not count after a change of picture cannot be negative.", "换图后不计入的天数不能为负数。"), null);
            return false;
        }

        if (request.Weeks is < 2 or > LongestWeeks || request.Weeks % 2 != 0)
        {
            refusal = new(new(
                $"A rotation runs 2 to {LongestWeeks} weeks and an even number of them, so that every weekday sees both pictures.",
                $"轮换测试需要 2 到 {LongestWeeks} 周且为偶数周，使每个星期几都展示过两张图。"), WeeksNeeded(request));
            return false;
        }

        var draft = Schedule(request);
        if (draft.UsablePairs < FewestPairs)
        {
            var needed = WeeksNeeded(request);
            refusal = new(new(
                $"{request.Weeks} weeks give {draft.UsablePairs} usable pairs of days; below {FewestPairs} no result can be told from chance"
                    + (needed is null ? " — choose longer segments." : $" — plan {needed} weeks."),
                $"{request.Weeks} 周只有 {draft.UsablePairs} 个有效配对，少于 {FewestPairs} 个无法与偶然波动区分"
                    + (needed is null ? "，请选择更长的时段。" : $"，请安排 {needed} 周。")), needed);
            return false;
        }

        plan = draft;
        return true;
    }

    /// <summary>Whether any day of a segment is left to count after the washout; where none is, no number of weeks makes a plan.</summary>
    public static bool LeavesDays(Segmentation segmentation, int washoutDays) => washoutDays < LengthsOf(segmentation).Max();

    /// <summary>Days of the segments that a week is cut into.</summary>
    internal static IReadOnlyList<int> LengthsOf(Segmentation segmentation) => segmentation switch
    {
        Segmentation.WeekParts => [2, 2, 3],
        Segmentation.Weekdays => [1, 1, 1, 1, 1, 1, 1],
        _ => [7],
    };

    /// <summary>The arm that is to be live on a day; null outside the plan.</summary>
    public Arm? ArmOn(DateOnly date)
    {
        var day = date.DayNumber - StartsOn.DayNumber;
        return day >= 0 && day < arms.Length ? arms[day] : null;
    }

    /// <summary>The arm that is to be live at an instant; null outside the plan.</summary>
    public Arm? ArmAt(DateTimeOffset instant) => ArmOn(LocalDay.Of(instant, Request.TimeZone));

    /// <summary>The first change of picture after an instant: the start, a change of arms, or the end; null after that.</summary>
    public PlannedSwitch? NextSwitch(DateTimeOffset after)
    {
        Arm? before = null;
        foreach (var segment in Segments)
        {
            if (segment.Arm != before)
            {
                var at = LocalDay.Start(segment.From, Request.TimeZone);
                if (at > after)
                {
                    return new PlannedSwitch(at, segment.Arm);
                }
            }

            before = segment.Arm;
        }

        var end = LocalDay.End(EndsOn, Request.TimeZone);
        return end > after ? new PlannedSwitch(end, null) : null;
    }

    /// <summary>
    /// Whether a day is one of the first of its segment, on which shoppers may still see the other picture. Dropped also
    /// where the coin happened to leave the picture unchanged: which days count must not depend on the coin, or the
    /// test is no longer exact (6 % false winners instead of 5 % in simulation, as unswitched neighbours stay correlated).
    /// </summary>
    public bool IsWashout(DateOnly date)
    {
        for (var back = 0; back < Request.WashoutDays; back++)
        {
            var day = date.AddDays(-back);
            if (ArmOn(date) is not null && ArmOn(day) is not null && BeginsSegment(day, Request.Segmentation))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The days of a pair that count, as (day of its first week, same weekday of its second): a Saturday is only ever
    /// held against a Saturday.
    /// </summary>
    internal IEnumerable<(DateOnly First, DateOnly Second)> KeptDays(int pair)
    {
        var first = Segments.First(segment => segment.Pair == pair);
        for (var day = first.From; day <= first.To; day = day.AddDays(1))
        {
            if (!IsWashout(day))
            {
                yield return (day, day.AddDays(7));
            }
        }
    }

    private static RotationPlan Schedule(RotationRequest request)
    {
        var startsOn = request.StartOn;
        while (!BeginsSegment(startsOn, request.Segmentation))
        {
            startsOn = startsOn.AddDays(1);
        }

        // One draw per pair in order of time: a longer plan begins like a shorter one of the same seed.
        var coin = new SplitMix64(request.Seed);
        var segments = new List<RotationSegment>();
        var pair = 0;
        for (var block = 0; block < request.Weeks / 2; block++)
        {
            var week = startsOn.AddDays(block * DaysPerBlock);
            var halves = new List<RotationSegment>();
            for (var day = 0; day < 7;)
            {
                var from = week.AddDays(day);
                var length = 1;
                while (day + length < 7 && !BeginsSegment(week.AddDays(day + length), request.Segmentation))
                {
                    length++;
                }

                halves.Add(new RotationSegment(pair++, from, from.AddDays(length - 1), coin.NextBool() ? Arm.B : Arm.A));
                day += length;
            }

            segments.AddRange(halves);
            segments.AddRange(halves.Select(half => half with
            {
                From = half.From.AddDays(7),
                To = half.To.AddDays(7),
                Arm = half.Arm == Arm.A ? Arm.B : Arm.A,
            }));
        }

        return new RotationPlan(request, startsOn, segments);
    }

    private static bool BeginsSegment(DateOnly date, Segmentation segmentation) => segmentation switch
    {
        Segmentation.WeekParts => date.DayOfWeek is DayOfWeek.Monday or DayOfWeek.Wednesday or DayOfWeek.Friday,
        Segmentation.Weekdays => true,
        Segmentation.Weeks => date.DayOfWeek == DayOfWeek.Sunday,
        _ => throw new ArgumentOutOfRangeException(nameof(segmentation), segmentation, "Not a segmentation."),
    };

    private static int? WeeksNeeded(RotationRequest request)
    {
        for (var weeks = 2; weeks <= LongestWeeks; weeks += 2)
        {
            if (Schedule(request with { Weeks = weeks }).UsablePairs >= FewestPairs)
            {
                return weeks;
            }
        }

        return null;
    }
}
