namespace MainImageHub.Domain.Experiments;

/// <summary>
/// One day of a listing under one picture as it was seen live, with that day's figures. A day on which both were seen has
/// two rows with the same figures; neither will reach the share that makes a day count.
/// </summary>
/// <param name="Date">In the marketplace's time zone.</param>
/// <param name="VerifiedShare">Share of the day during which this arm was verified live, 0..1. Not the plan: what was seen.</param>
/// <param name="Impressions">Null is unknown, never 0; so with all figures.</param>
public sealed record DailyObservation(
    DateOnly Date, Arm Arm, double VerifiedShare, long? Impressions, long? Clicks, long? Sessions = null, long? Orders = null);

/// <summary>What the pictures are compared by: always a rate, never a count alone.</summary>
public enum RotationMetric
{
    /// <summary>Clicks per impression.</summary>
    ClickThrough,

    /// <summary>Orders per session.</summary>
    Conversion,
}

/// <summary>A pair that must not count because something else happened in it: a coupon, a stock-out, a price change.</summary>
/// <param name="Reason">Why, given without having seen the result.</param>
public sealed record VoidedPair(int Pair, string Reason);

/// <summary>How strict the analysis is.</summary>
public sealed record RotationOptions
{
    /// <summary>Two-sided level of the test. There is one look, at the end, so it is spent whole.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>A day counts for an arm only when that arm was verified live for at least this share of it.</summary>
    public double LeastVerifiedShare { get; init; } = 0.9;

    /// <summary>Share of planned hours, washout apart, on which the planned arm must have been verified.</summary>
    public double LeastAdherence { get; init; } = 0.9;

    /// <summary>Relative lift below which a difference is not worth a change of picture.</summary>
    public double WorthwhileLift { get; init; } = 0.1;

    /// <summary>Clicks (or orders) in both arms together below which no result is given.</summary>
    public long LeastEvents { get; init; } = 150;

    /// <summary>A relative change beyond this is more often a fault in the data than a better picture.</summary>
    public double SuspiciousLift { get; init; } = 0.5;

    /// <summary>Level of the impression-share check.</summary>
    public double MismatchAlpha { get; init; } = 0.001;

    public IReadOnlyList<VoidedPair> Voided { get; init; } = [];
}
