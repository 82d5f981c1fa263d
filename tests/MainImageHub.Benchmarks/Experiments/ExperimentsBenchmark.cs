using System.Globalization;
using MainImageHub.Domain.Experiments;

namespace MainImageHub.Benchmarks.Experiments;

/// <summary>
/// Prints how often the rotation engine calls a winner between two equal pictures, beside a naive test on the same kind of
/// days, and how often it sees a true lift. Goal: at most 6 % false winners.
/// </summary>
internal static class ExperimentsBenchmark
{
    private const int Runs = 4000;

    public static int Run()
    {
        Console.WriteLine($"{Runs} runs per line; lag-1 correlation 0.5, weekday swing 10 %, 1 day of washout");
        Console.WriteLine("segments   weeks  clicks/day  noise  false winners  naive  sees +20 %  sees +50 %  planner's smallest lift");
        foreach (var (segmentation, weeks) in new[] { (Segmentation.WeekParts, 4), (Segmentation.WeekParts, 8), (Segmentation.Weeks, 12) })
        {
            foreach (var clicks in new[] { 20.0, 100, 500 })
            {
                foreach (var noise in new[] { 0.1, 0.2 })
                {
                    Print(new SimulatedRotation(clicks, noise, 0, weeks, segmentation));
                }
            }
        }
        return 0;
    }

    private static void Print(SimulatedRotation equal)
    {
        var naive = Share(seed => equal.NaiveBeforeAndAfterFindsAWinner(seed));
        var falseWinners = Share(seed => HasWinner(equal, seed));
        var sees20 = Share(seed => HasWinner(equal with { TrueLift = 0.2 }, seed));
        var sees50 = Share(seed => HasWinner(equal with { TrueLift = 0.5 }, seed));
        var planner = SmallestVisibleLift.For(equal.Weeks, equal.ClicksPerDay, equal.DayNoise, equal.Segmentation);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{equal.Segmentation,-10} {equal.Weeks,5} {equal.ClicksPerDay,11} {equal.DayNoise,6:P0} {falseWinners,14:P1} {naive,6:P0} {sees20,11:P0} {sees50,11:P0} {planner,12:P0}"));
    }

    private static bool HasWinner(SimulatedRotation rotation, ulong seed) =>
        rotation.Analyse(seed).AsVerified is { P: <= 0.05 };

    private static double Share(Func<ulong, bool> happens) =>
        Enumerable.Range(1, Runs).AsParallel().Count(run => happens((ulong)run * 7919)) / (double)Runs;
}
