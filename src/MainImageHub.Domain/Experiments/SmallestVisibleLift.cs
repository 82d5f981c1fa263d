using MathNet.Numerics.Distributions;

namespace MainImageHub.Domain.Experiments;

/// <summary>
/// Duration first: people know how many weeks they can spare, not which lift to expect. So weeks go in, and what could be
/// seen in that time comes out.
/// </summary>
public static class SmallestVisibleLift
{
    // Days that follow each other resemble each other; as in the simulations this is checked against.
    private const double LagOneCorrelation = 0.5;

    /// <summary>The relative lift (0.2 = 20 %) that would be seen four times in five at the 5 % level.</summary>
    /// <param name="weeks">Even, as in a plan.</param>
    /// <param name="eventsPerDay">Clicks (or orders) a day; above 0.</param>
    /// <param name="dayNoise">Standard deviation of the daily rate around its trend, relative: 0.1 = 10 %.</param>
    /// <param name="washoutDays">Days not counted at the start of each segment.</param>
    /// <returns>Null where so short a plan would be refused.</returns>
    public static double? For(int weeks, double eventsPerDay, double dayNoise, Segmentation segmentation, int washoutDays = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(eventsPerDay);
        ArgumentOutOfRangeException.ThrowIfNegative(dayNoise);

        var kept = RotationPlan.LengthsOf(segmentation).Where(length => length > washoutDays).Select(length => length - washoutDays).ToArray();
        var usable = kept.Length * (weeks / 2);
        if (usable < RotationPlan.FewestPairs)
        {
            return null;
        }

        var freedom = usable - 1.0;
        var asked = StudentT.InvCDF(0, 1, freedom, 0.975) + StudentT.InvCDF(0, 1, freedom, 0.8);
        return Math.Exp(asked * Math.Sqrt(kept.Average(days => PairVariance(days, eventsPerDay, dayNoise)) / usable)) - 1;
    }

    /// <summary>Variance of one pair's log difference: the day noise that averaging leaves, and the counting noise of the clicks.</summary>
    private static double PairVariance(int days, double eventsPerDay, double dayNoise)
    {
        var sum = (double)days;
        for (var lag = 1; lag < days; lag++)
        {
            sum += 2 * (days - lag) * Math.Pow(LagOneCorrelation, lag);
        }

        return 2 * (dayNoise * dayNoise * sum / (days * days) + 1 / (eventsPerDay * days));
    }
}
