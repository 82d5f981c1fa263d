using MainImageHub.Domain.Rules;

namespace MainImageHub.Domain.Experiments;

/// <summary>The five things a rotation can say. "Not enough information" is an answer.</summary>
public enum RotationVerdict
{
    Ship,
    RollBack,
    NoDifferenceLargerThan,
    NotEnoughInformation,
    Invalid,
}

/// <summary>The end of a rotation, as a word and a sentence.</summary>
/// <param name="LargestDifference">With <see cref="RotationVerdict.NoDifferenceLargerThan"/>: the relative difference ruled out, 0.06 = 6 %.</param>
/// <param name="WeeksNeeded">With <see cref="RotationVerdict.NotEnoughInformation"/>: about how many weeks in all would do; null when no estimate can be made.</param>
public sealed record RotationOutcome(RotationVerdict Verdict, LocalText Sentence, double? LargestDifference = null, int? WeeksNeeded = null);

public enum HealthState
{
    Ok,

    /// <summary>Look at it before acting on the result.</summary>
    Warning,

    /// <summary>The result is invalid.</summary>
    Failed,

    /// <summary>The figures the check needs are unknown.</summary>
    NotChecked,
}

/// <summary>One check on the experiment itself.</summary>
/// <param name="Check"><c>adherence</c>, <c>impressionShare</c>, <c>minimumData</c>, <c>suspiciousLift</c> or <c>voidedPairs</c>.</param>
/// <param name="Value">The measured value; null when unknown.</param>
/// <param name="Limit">What it is held against.</param>
public sealed record HealthCheck(string Check, HealthState State, double? Value, double Limit, LocalText Message);

/// <summary>One pair of the schedule, for the table and the dots on screen.</summary>
/// <param name="DaysPerSide">Days that counted on each side.</param>
/// <param name="LogDifference">Log rate of B minus log rate of A; null when the pair did not count.</param>
/// <param name="Weight">Its weight in the mean, 0 when it did not count.</param>
/// <param name="Dropped">Why it did not count.</param>
public sealed record PairResult(
    int Pair, int DaysPerSide, long EventsA, long TrialsA, long EventsB, long TrialsB, double? LogDifference, double Weight, LocalText? Dropped);

/// <summary>The measured effect of B against A as relative lift, 0.1 = 10 % more.</summary>
/// <param name="Lift">Weighted mean over pairs.</param>
/// <param name="Low">Lower end of the interval by inversion of the test; -1 when it has none.</param>
/// <param name="High">Upper end; null when it has none.</param>
/// <param name="P">Two-sided randomisation p-value.</param>
/// <param name="Pairs">Pairs it rests on.</param>
public sealed record MeasuredLift(double Lift, double Low, double? High, double P, int Pairs);

/// <summary>All that an analysis found.</summary>
/// <param name="AsVerified">From days on which the planned picture was seen live: the one that decides. Null without usable pairs.</param>
/// <param name="AsPlanned">From the schedule alone, whatever was seen (intention to treat): should point the same way.</param>
/// <param name="Posterior">For display; null with fewer than two pairs.</param>
public sealed record RotationResult(
    RotationMetric Metric,
    RotationOutcome Outcome,
    MeasuredLift? AsVerified,
    MeasuredLift? AsPlanned,
    LiftPosterior? Posterior,
    IReadOnlyList<HealthCheck> Health,
    IReadOnlyList<PairResult> Pairs,
    IReadOnlyList<VoidedPair> Voided,
    DateOnly CompleteThrough);
