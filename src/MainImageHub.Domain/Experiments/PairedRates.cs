using MainImageHub.Domain.Rules;

namespace MainImageHub.Domain.Experiments;

/// <summary>Turns a schedule and its days into one difference of log rates per pair.</summary>
internal static class PairedRates
{
    private static readonly LocalText NoDays = new("No day of it counts on both sides.", "两侧没有可用的对应日期。");
    private static readonly LocalText NoEvents = new("Neither picture had a single click or order.", "两张图都没有任何点击或订单。");

    /// <param name="counts">Which observation of a planned day is taken; null leaves the day out.</param>
    public static List<PairResult> Of(
        RotationPlan plan, RotationMetric metric, IReadOnlyList<VoidedPair> voided, Func<DateOnly, Arm, DailyObservation?> counts)
    {
        var voids = voided.Select(one => one.Pair).ToHashSet();
        var results = new List<PairResult>(plan.Pairs);
        for (var pair = 0; pair < plan.Pairs; pair++)
        {
            var tally = default(Tally);
            foreach (var (first, second) in plan.KeptDays(pair))
            {
                if (Rate(first) is { } one && Rate(second) is { } other)
                {
                    tally = plan.ArmOn(first) == Arm.A ? tally.Add(one, other) : tally.Add(other, one);
                }
            }

            // A void always drops the whole pair: dropping one side only would choose the days by their result.
            LocalText? dropped = voids.Contains(pair) ? new("Voided.", "已作废。")
                : tally.Days == 0 || tally.TrialsA == 0 || tally.TrialsB == 0 ? NoDays
                : tally.EventsA + tally.EventsB == 0 ? NoEvents
                : null;
            results.Add(new PairResult(
                pair, tally.Days, tally.EventsA, tally.TrialsA, tally.EventsB, tally.TrialsB,
                dropped is null ? tally.LogDifference() : null, dropped is null ? tally.Weight() : 0, dropped));
        }

        return results;

        (long Events, long Trials)? Rate(DateOnly date)
        {
            if (plan.ArmOn(date) is not { } arm || counts(date, arm) is not { } day)
            {
                return null;
            }

            var (events, trials) = metric == RotationMetric.ClickThrough ? (day.Clicks, day.Impressions) : (day.Orders, day.Sessions);
            return events is { } known && trials is { } shown ? (known, shown) : null;
        }
    }

    private readonly record struct Tally(int Days, long EventsA, long TrialsA, long EventsB, long TrialsB)
    {
        public Tally Add((long Events, long Trials) a, (long Events, long Trials) b) =>
            new(Days + 1, EventsA + a.Events, TrialsA + a.Trials, EventsB + b.Events, TrialsB + b.Trials);

        // A side without a click has no logarithm: half a click is then added to both sides. Which pairs that touches
        // does not depend on which side is B, so the randomisation test stays exact.
        public double LogDifference()
        {
            var half = EventsA == 0 || EventsB == 0 ? 0.5 : 0;
            return Math.Log((EventsB + half) / TrialsB) - Math.Log((EventsA + half) / TrialsA);
        }

        // Root of the effective number of trials: between "all pairs alike" (day noise rules) and "by clicks" (counting noise rules).
        public double Weight() => Math.Sqrt((double)TrialsA * TrialsB / (TrialsA + TrialsB));
    }
}
