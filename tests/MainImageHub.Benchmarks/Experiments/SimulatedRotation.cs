using MainImageHub.Domain.Experiments;

namespace MainImageHub.Benchmarks.Experiments;

/// <summary>
/// A listing whose shoppers we invent: Poisson clicks at 1 % of impressions, a weekday swing of ±10 %, and day noise that
/// carries over to the next day (lag-1 correlation 0.5). What a rotation says about it can be held against the truth.
/// </summary>
public sealed record SimulatedRotation(double ClicksPerDay, double DayNoise, double TrueLift, int Weeks, Segmentation Segmentation)
{
    private const double ClickRate = 0.01;
    private const double Correlation = 0.5;

    /// <summary>The schedule of one run, or null where the coin left too few pairs.</summary>
    public RotationPlan? Plan(ulong seed) =>
        RotationPlan.TryCreate(
            new RotationRequest(seed, new DateOnly(2026, 1, 5), Weeks, Segmentation, TimeZoneInfo.Utc), out var plan, out _) ? plan : null;

    /// <summary>One run of a plan, seen live without a gap.</summary>
    public IReadOnlyList<DailyObservation> Run(RotationPlan plan, ulong seed) =>
        [.. Days(plan.StartsOn, plan.EndsOn, date => plan.ArmOn(date)!.Value, seed)];

    public RotationResult Analyse(ulong seed) => Plan(seed) is { } plan
        ? RotationAnalysis.Analyse(plan, Run(plan, seed ^ 0xA5A5A5A5UL), RotationMetric.ClickThrough, plan.EndsOn)
        : throw new InvalidOperationException("The simulated plan is too short.");

    /// <summary>What most tools do: A for the first half, B for the second, one z-test over all impressions.</summary>
    public bool NaiveBeforeAndAfterFindsAWinner(ulong seed)
    {
        var start = new DateOnly(2026, 1, 5);
        var end = start.AddDays(Weeks * 7 - 1);
        var half = start.AddDays(Weeks * 7 / 2);
        long clicksA = 0, shownA = 0, clicksB = 0, shownB = 0;
        foreach (var day in Days(start, end, date => date < half ? Arm.A : Arm.B, seed))
        {
            if (day.Arm == Arm.A)
            {
                (clicksA, shownA) = (clicksA + day.Clicks!.Value, shownA + day.Impressions!.Value);
            }
            else
            {
                (clicksB, shownB) = (clicksB + day.Clicks!.Value, shownB + day.Impressions!.Value);
            }
        }

        var pooled = (double)(clicksA + clicksB) / (shownA + shownB);
        var error = Math.Sqrt(pooled * (1 - pooled) * (1.0 / shownA + 1.0 / shownB));
        return Math.Abs((double)clicksB / shownB - (double)clicksA / shownA) / error > 1.959964;
    }

    private IEnumerable<DailyObservation> Days(DateOnly from, DateOnly to, Func<DateOnly, Arm> arm, ulong seed)
    {
        var random = new SplitMix64(seed);
        var noise = Gaussian(random);
        for (var date = from; date <= to; date = date.AddDays(1))
        {
            noise = Correlation * noise + Math.Sqrt(1 - Correlation * Correlation) * Gaussian(random);
            var swing = 1 + 0.1 * Math.Sin(2 * Math.PI * (int)date.DayOfWeek / 7);
            var shown = Poisson(ClicksPerDay / ClickRate * swing * Math.Exp(0.1 * Gaussian(random)), random);
            var rate = ClickRate * (1 + (arm(date) == Arm.B ? TrueLift : 0)) * swing * Math.Exp(DayNoise * noise);
            yield return new DailyObservation(date, arm(date), 1, shown, Poisson(shown * rate, random));
        }
    }

    private static double Gaussian(SplitMix64 random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static long Poisson(double mean, SplitMix64 random)
    {
        if (mean > 60)
        {
            return Math.Max(0, (long)Math.Round(mean + Math.Sqrt(mean) * Gaussian(random)));
        }

        var limit = Math.Exp(-mean);
        var product = random.NextDouble();
        var count = 0L;
        while (product > limit)
        {
            product *= random.NextDouble();
            count++;
        }

        return count;
    }
}
