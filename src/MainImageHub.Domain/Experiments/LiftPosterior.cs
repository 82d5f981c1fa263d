using MathNet.Numerics.Distributions;

namespace MainImageHub.Domain.Experiments;

/// <summary>
/// What to show a person beside the test: how probable it is that B is better, and what choosing wrongly would cost.
/// For display only; the decision rests on the randomisation test.
/// </summary>
/// <param name="ProbabilityBetter">That B's rate is above A's, 0..1.</param>
/// <param name="LossIfShipped">Expected relative loss of choosing B where A is better, 0.01 = one per cent of the rate.</param>
/// <param name="LossIfKept">Expected relative loss of keeping A where B is better.</param>
/// <param name="Worst">Relative lift that the truth exceeds with 97.5 %.</param>
/// <param name="Likely">Median relative lift.</param>
/// <param name="Best">Relative lift that the truth stays under with 97.5 %.</param>
public sealed record LiftPosterior(
    double ProbabilityBetter, double LossIfShipped, double LossIfKept, double Worst, double Likely, double Best)
{
    // Normal(0, 0.3) on the log scale: most pictures change little, and a doubling is rare.
    private const double PriorSd = 0.3;
    private const double Widest = 2;
    private const int Points = 4001;

    /// <param name="estimate">Weighted mean log lift.</param>
    /// <param name="standardError">Between pairs, never between clicks: the pairs are what was randomised.</param>
    /// <param name="pairs">Their number less one gives the t tails.</param>
    internal static LiftPosterior Of(double estimate, double standardError, int pairs)
    {
        // Identical pairs would leave nothing to integrate over.
        var se = Math.Max(standardError, 1e-4);
        var low = Math.Max(-Widest, estimate - 60 * se);
        var high = Math.Min(Widest, estimate + 60 * se);
        if (low >= high)
        {
            (low, high) = (-Widest, Widest);
        }

        var step = (high - low) / (Points - 1);
        var mass = new double[Points];
        var total = 0.0;
        for (var i = 0; i < Points; i++)
        {
            var lift = low + i * step;
            mass[i] = Math.Exp(Normal.PDFLn(0, PriorSd, lift) + StudentT.PDFLn(estimate, se, pairs - 1, lift));
            total += mass[i];
        }

        double better = 0, lossIfShipped = 0, lossIfKept = 0;
        for (var i = 0; i < Points; i++)
        {
            var share = mass[i] / total;
            var relative = Math.Exp(low + i * step) - 1;
            better += relative > 0 ? share : relative < 0 ? 0 : share / 2;
            lossIfShipped += share * Math.Max(0, -relative);
            lossIfKept += share * Math.Max(0, relative);
        }

        return new LiftPosterior(better, lossIfShipped, lossIfKept, Quantile(0.025), Quantile(0.5), Quantile(0.975));

        double Quantile(double probability)
        {
            var seen = 0.0;
            for (var i = 0; i < Points; i++)
            {
                seen += mass[i] / total;
                if (seen >= probability)
                {
                    return Math.Exp(low + i * step) - 1;
                }
            }

            return Math.Exp(high) - 1;
        }
    }
}
