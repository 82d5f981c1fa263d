namespace MainImageHub.Domain.Experiments;

/// <summary>
/// Paired randomisation test. In every pair a coin decided which picture came first; had the pictures been equal, the
/// coin alone would have given each difference its sign. So the p-value is the share of all sign patterns at least as
/// extreme as the one that happened: it needs no bell curve, no equal days and no independent clicks.
/// </summary>
/// <remarks>
/// The weighted sum under flipped signs of a subset S differs from the observed one by twice the sum over S. A shift θ is
/// therefore refused one-sidedly by exactly those subsets whose weighted mean lies beyond θ, and the interval's ends are
/// order statistics of the subset means (Hartigan 1969), found without any search.
/// </remarks>
internal static class SignFlipTest
{
    /// <summary>2^20 subsets take some tens of milliseconds; beyond that a seeded sample of subsets stands for all.</summary>
    internal const int MostExactPairs = 20;

    private const int SampledSubsets = 20_000;

    /// <param name="differences">Log-rate difference B minus A per pair.</param>
    /// <param name="weights">Positive; must not depend on which side is B.</param>
    /// <param name="alpha">Two-sided level of the interval.</param>
    /// <param name="seed">Used with more than <see cref="MostExactPairs"/> pairs.</param>
    public static SignFlipResult Run(ReadOnlySpan<double> differences, ReadOnlySpan<double> weights, double alpha, ulong seed)
    {
        var (sums, means) = differences.Length <= MostExactPairs
            ? AllSubsets(differences, weights)
            : SampleSubsets(differences, weights, seed);

        // Counting the empty subset, that is the pattern which happened, is what keeps the test exact.
        double patterns = sums.Length + 1;
        var scale = 0.0;
        for (var i = 0; i < differences.Length; i++)
        {
            scale += Math.Abs(differences[i] * weights[i]);
        }

        var tie = scale * 1e-12;
        var notAbove = 1 + sums.Count(sum => sum <= tie);
        var notBelow = 1 + sums.Count(sum => sum >= -tie);
        var p = Math.Min(1, 2 * Math.Min(notAbove, notBelow) / patterns);

        Array.Sort(means);
        var cut = (int)Math.Floor(alpha / 2 * patterns);
        return cut < 1
            ? new SignFlipResult(p, double.NegativeInfinity, double.PositiveInfinity)
            : new SignFlipResult(p, means[cut - 1], means[^cut]);
    }

    private static (double[] Sums, double[] Means) AllSubsets(ReadOnlySpan<double> differences, ReadOnlySpan<double> weights)
    {
        var count = 1 << differences.Length;
        var sums = new double[count];
        var weight = new double[count];
        for (var subset = 1; subset < count; subset++)
        {
            var lowest = System.Numerics.BitOperations.TrailingZeroCount(subset);
            var rest = subset & (subset - 1);
            sums[subset] = sums[rest] + differences[lowest] * weights[lowest];
            weight[subset] = weight[rest] + weights[lowest];
        }

        var means = new double[count - 1];
        for (var subset = 1; subset < count; subset++)
        {
            means[subset - 1] = sums[subset] / weight[subset];
        }

        return (sums[1..], means);
    }

    private static (double[] Sums, double[] Means) SampleSubsets(ReadOnlySpan<double> differences, ReadOnlySpan<double> weights, ulong seed)
    {
        var random = new SplitMix64(seed);
        var sums = new double[SampledSubsets];
        var means = new double[SampledSubsets];
        for (var draw = 0; draw < SampledSubsets; draw++)
        {
            double sum = 0, weight = 0;
            while (weight <= 0)
            {
                ulong coins = 0;
                for (var i = 0; i < differences.Length; i++)
                {
                    // One number holds 64 coins.
                    coins = i % 64 == 0 ? random.Next() : coins >> 1;
                    if ((coins & 1) == 1)
                    {
                        sum += differences[i] * weights[i];
                        weight += weights[i];
                    }
                }
            }

            sums[draw] = sum;
            means[draw] = sum / weight;
        }

        return (sums, means);
    }
}

/// <summary>Two-sided p-value and the interval of shifts that are not refused, on the log scale; infinite with too few pairs.</summary>
internal readonly record struct SignFlipResult(double P, double Low, double High);
