using System.Globalization;
using MainImageHub.Domain.Rules;
using MathNet.Numerics.Distributions;

namespace MainImageHub.Domain.Experiments;

/// <summary>
/// Says what a rotation showed. Analysed per pair of segments, which is what the coin decided, never per impression:
/// shoppers of one day are not independent of each other, and a test that counts them as if they were calls a winner
/// between two equal pictures in a third to two thirds of all cases.
/// </summary>
public static class RotationAnalysis
{
    /// <param name="observations">What was seen live on each day, with the day's figures.</param>
    /// <param name="completeThrough">The last day whose figures are complete; a decision waits until the plan's last day is.</param>
    public static RotationResult Analyse(
        RotationPlan plan,
        IReadOnlyCollection<DailyObservation> observations,
        RotationMetric metric,
        DateOnly completeThrough,
        RotationOptions? options = null)
    {
        options ??= new RotationOptions();
        var days = observations.Where(day => day.Date <= completeThrough).ToLookup(day => day.Date);

        var verified = PairedRates.Of(plan, metric, options.Voided, (date, arm) =>
            days[date].FirstOrDefault(day => day.Arm == arm && day.VerifiedShare >= options.LeastVerifiedShare));
        var planned = PairedRates.Of(plan, metric, options.Voided, (date, _) => days[date].FirstOrDefault());

        var counted = verified.Where(pair => pair.LogDifference is not null).ToArray();
        var asVerified = Measure(counted, options, plan.Request.Seed);
        var asPlanned = Measure([.. planned.Where(pair => pair.LogDifference is not null)], options, plan.Request.Seed);
        var spread = StandardError(counted);
        var posterior = asVerified is not null && counted.Length >= 2
            ? LiftPosterior.Of(Math.Log(1 + asVerified.Lift), spread, counted.Length)
            : null;

        var health = Check(plan, days, counted, asVerified, completeThrough, options).ToArray();
        var outcome = Decide(plan, counted, asVerified, spread, health, completeThrough, options);
        return new RotationResult(metric, outcome, asVerified, asPlanned, posterior, health, verified, options.Voided, completeThrough);
    }

    private static MeasuredLift? Measure(PairResult[] pairs, RotationOptions options, ulong seed)
    {
        if (pairs.Length == 0)
        {
            return null;
        }

        var test = SignFlipTest.Run(
            [.. pairs.Select(pair => pair.LogDifference!.Value)], [.. pairs.Select(pair => pair.Weight)], options.Alpha, seed);
        return new MeasuredLift(
            Math.Exp(Mean(pairs)) - 1,
            Math.Exp(test.Low) - 1,
            double.IsPositiveInfinity(test.High) ? null : Math.Exp(test.High) - 1,
            test.P,
            pairs.Length);
    }

    private static double Mean(PairResult[] pairs) => pairs.Sum(pair => pair.Weight * pair.LogDifference!.Value) / pairs.Sum(pair => pair.Weight);

    private static double StandardError(PairResult[] pairs)
    {
        if (pairs.Length < 2)
        {
            return double.PositiveInfinity;
        }

        var mean = Mean(pairs);
        var squares = pairs.Sum(pair => Math.Pow(pair.Weight * (pair.LogDifference!.Value - mean), 2));
        return Math.Sqrt(squares * pairs.Length / (pairs.Length - 1)) / pairs.Sum(pair => pair.Weight);
    }

    private static IEnumerable<HealthCheck> Check(
        RotationPlan plan, ILookup<DateOnly, DailyObservation> days, PairResult[] counted, MeasuredLift? lift, DateOnly through, RotationOptions options)
    {
        var adherence = Adherence(plan, days, through);
        yield return new HealthCheck(
            "adherence",
            adherence is null ? HealthState.NotChecked : adherence < options.LeastAdherence ? HealthState.Failed : HealthState.Ok,
            adherence,
            options.LeastAdherence,
            new("Share of the planned time on which the planned picture was seen live.", "计划时间内实际看到计划图片的比例。"));

        var mismatch = ImpressionShareP(plan, days, options);
        yield return new HealthCheck(
            "impressionShare",
            mismatch is null ? HealthState.NotChecked : mismatch < options.MismatchAlpha ? HealthState.Failed : HealthState.Ok,
            mismatch,
            options.MismatchAlpha,
            new("How likely it is that impressions were shared this unevenly by accident alone.", "展示量如此不均纯属偶然的可能性。"));

        var events = counted.Sum(pair => pair.EventsA + pair.EventsB);
        yield return new HealthCheck(
            "minimumData",
            events < options.LeastEvents ? HealthState.Warning : HealthState.Ok,
            events,
            options.LeastEvents,
            new("Clicks (or orders) that count.", "计入的点击（或订单）数。"));

        yield return new HealthCheck(
            "suspiciousLift",
            lift is null ? HealthState.NotChecked : Math.Abs(lift.Lift) > options.SuspiciousLift ? HealthState.Warning : HealthState.Ok,
            lift?.Lift,
            options.SuspiciousLift,
            new("A change this large is more often a fault in the data than a better picture.", "变化过大时，更可能是数据有误而不是图片更好。"));

        yield return new HealthCheck(
            "voidedPairs",
            options.Voided.Count > plan.Pairs / 4 ? HealthState.Warning : HealthState.Ok,
            options.Voided.Count,
            plan.Pairs / 4,
            new("Pairs taken out by hand.", "人工作废的配对数。"));
    }

    private static double? Adherence(RotationPlan plan, ILookup<DateOnly, DailyObservation> days, DateOnly through)
    {
        var seen = 0.0;
        var due = 0;
        var last = through < plan.EndsOn ? through : plan.EndsOn;
        for (var date = plan.StartsOn; date <= last; date = date.AddDays(1))
        {
            if (!plan.IsWashout(date))
            {
                due++;
                seen += days[date].Where(day => day.Arm == plan.ArmOn(date)).Sum(day => day.VerifiedShare);
            }
        }

        return due == 0 ? null : seen / due;
    }

    /// <summary>
    /// Whether one arm was shown more than its time. A plain chi-square on impressions would refuse every real listing, since
    /// whole days go up and down together: so it is divided by the spread between pairs, and judged by F(1, k - 1).
    /// </summary>
    private static double? ImpressionShareP(RotationPlan plan, ILookup<DateOnly, DailyObservation> days, RotationOptions options)
    {
        // Smallest expected count per arm for which the approximation is used.
        const double LeastExpected = 8;
        var residuals = new List<double>();
        double surplus = 0, variance = 0;
        for (var pair = 0; pair < plan.Pairs; pair++)
        {
            double a = 0, b = 0, shareA = 0, shareB = 0;
            foreach (var date in plan.KeptDays(pair).SelectMany(both => new[] { both.First, both.Second }))
            {
                var arm = plan.ArmOn(date);
                if (days[date].FirstOrDefault(day => day.Arm == arm && day.VerifiedShare >= options.LeastVerifiedShare) is { Impressions: { } shown } day)
                {
                    (a, shareA) = arm == Arm.A ? (a + shown, shareA + day.VerifiedShare) : (a, shareA);
                    (b, shareB) = arm == Arm.B ? (b + shown, shareB + day.VerifiedShare) : (b, shareB);
                }
            }

            var total = a + b;
            var expectedShare = shareA + shareB > 0 ? shareA / (shareA + shareB) : 0;
            if (total * Math.Min(expectedShare, 1 - expectedShare) >= LeastExpected)
            {
                var spread = total * expectedShare * (1 - expectedShare);
                residuals.Add((a - total * expectedShare) / Math.Sqrt(spread));
                surplus += a - total * expectedShare;
                variance += spread;
            }
        }

        if (residuals.Count < 3)
        {
            return null;
        }

        var mean = residuals.Average();
        var dispersion = Math.Max(1, residuals.Sum(residual => Math.Pow(residual - mean, 2)) / (residuals.Count - 1));
        var chiSquare = surplus * surplus / variance / dispersion;
        return 1 - FisherSnedecor.CDF(1, residuals.Count - 1, chiSquare);
    }

    private static RotationOutcome Decide(
        RotationPlan plan, PairResult[] counted, MeasuredLift? lift, double spread, HealthCheck[] health, DateOnly through, RotationOptions options)
    {
        if (through < plan.EndsOn)
        {
            return new(RotationVerdict.NotEnoughInformation, new(
                $"The plan runs until {plan.EndsOn:O}; you may look, but it decides nothing before.",
                $"测试计划到 {plan.EndsOn:O} 结束；可以查看，但在此之前不作结论。"), WeeksNeeded: plan.Request.Weeks);
        }

        if (health.FirstOrDefault(check => check.State == HealthState.Failed) is { } failed)
        {
            return new(RotationVerdict.Invalid, failed.Check == "adherence"
                ? new(
                    $"The test cannot be used: the planned picture was seen live for only {Number(failed.Value * 100)} % of the time, and {Number(failed.Limit * 100)} % are needed.",
                    $"测试无效：计划图片的实际展示时间仅占 {Number(failed.Value * 100)} %，至少需要 {Number(failed.Limit * 100)} %。")
                : new(
                    "The test cannot be used: impressions were shared too unevenly between A and B to compare the two.",
                    "测试无效：A、B 两图获得的展示量过于不均，无法比较。"));
        }

        var perWeek = plan.Pairs / (double)plan.Request.Weeks;
        if (lift is null || counted.Length < RotationPlan.FewestPairs)
        {
            var weeks = EvenWeeks(plan.Request.Weeks + (RotationPlan.FewestPairs - counted.Length) / perWeek);
            return NotEnough(weeks, $"only {counted.Length} pairs count, {RotationPlan.FewestPairs} are needed", $"只有 {counted.Length} 个有效配对，至少需要 {RotationPlan.FewestPairs} 个");
        }

        var events = counted.Sum(pair => pair.EventsA + pair.EventsB);
        if (events < options.LeastEvents)
        {
            var weeks = events == 0 ? (int?)null : EvenWeeks(plan.Request.Weeks * (double)options.LeastEvents / events);
            return NotEnough(weeks, $"only {events} clicks or orders count, {options.LeastEvents} are needed", $"只有 {events} 次点击或订单，至少需要 {options.LeastEvents} 次");
        }

        var range = $"{Percent(lift.Low)} … {(lift.High is { } high ? Percent(high) : "∞")}";
        if (lift.P <= options.Alpha)
        {
            return lift.Lift > 0
                ? new(RotationVerdict.Ship, new(
                    $"B is better: {Percent(lift.Lift)} ({range}). Put B live.", $"B 图更好：{Percent(lift.Lift)}（{range}），建议上线。"))
                : new(RotationVerdict.RollBack, new(
                    $"B is worse: {Percent(lift.Lift)} ({range}). Keep A.", $"B 图更差：{Percent(lift.Lift)}（{range}），建议保留 A 图。"));
        }

        var largest = Math.Max(Math.Abs(lift.Low), lift.High ?? double.PositiveInfinity);
        if (largest <= options.WorthwhileLift)
        {
            return new(RotationVerdict.NoDifferenceLargerThan, new(
                $"No difference larger than {Number(largest * 100)} %: either picture will do.",
                $"差异不超过 {Number(largest * 100)} %，两张图均可使用。"), LargestDifference: largest);
        }

        return NotEnough(
            WeeksToSee(plan, counted.Length, spread, perWeek, options),
            $"the difference lies somewhere in {range}",
            $"差异在 {range} 之间");
    }

    private static RotationOutcome NotEnough(int? weeks, string because, string becauseZh) =>
        new(RotationVerdict.NotEnoughInformation, new(
            $"Not enough information: {because}." + (weeks is null ? "" : $" About {weeks} weeks in all would do."),
            $"信息不足：{becauseZh}。" + (weeks is null ? "" : $"总共大约需要 {weeks} 周。")), WeeksNeeded: weeks);

    /// <summary>Weeks in all until a worthwhile lift would be seen four times in five, given the spread between pairs that was met.</summary>
    private static int WeeksToSee(RotationPlan plan, int pairs, double spread, double perWeek, RotationOptions options)
    {
        var perPair = spread * Math.Sqrt(pairs);
        var asked = Normal.InvCDF(0, 1, 1 - options.Alpha / 2) + Normal.InvCDF(0, 1, 0.8);
        var needed = Math.Pow(asked * perPair / Math.Log(1 + options.WorthwhileLift), 2);

        // Washout and voids cost pairs in the longer plan as they did in this one.
        var kept = pairs / (double)plan.Pairs;
        return Math.Max(plan.Request.Weeks + 2, EvenWeeks(needed / perWeek / kept));
    }

    private static int EvenWeeks(double weeks) => (int)Math.Ceiling(Math.Min(weeks, 10_000) / 2) * 2;

    private static string Percent(double share) => (share * 100).ToString("+0.#;-0.#;0", CultureInfo.InvariantCulture) + " %";

    private static string Number(double? value) => value?.ToString("0.###", CultureInfo.InvariantCulture) ?? "?";
}
