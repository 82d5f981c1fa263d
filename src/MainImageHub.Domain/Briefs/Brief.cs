namespace MainImageHub.Domain.Briefs;

/// <summary>What the picture should be, before anyone draws it.</summary>
public sealed record Brief
{
    public static readonly Brief Empty = new();

    public string? Theme { get; init; }

    public string? Style { get; init; }

    public string? Audience { get; init; }

    public IReadOnlyList<string> SellingPoints { get; init; } = [];

    public IReadOnlyList<string> Taboos { get; init; } = [];

    /// <summary>Addresses of competitors' pictures.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    public KpiTarget? Kpi { get; init; }

    public string? Notes { get; init; }
}

/// <summary>What the picture is to achieve. Rates are 0..1.</summary>
/// <param name="Metric"><c>ctr</c>, <c>conversion</c> or <c>revenue</c>.</param>
/// <param name="Baseline">The value today; null when unknown.</param>
/// <param name="Target">The value wanted.</param>
/// <param name="SmallestWorthwhileLift">The smallest relative lift worth a change, e.g. 0.05.</param>
public sealed record KpiTarget(string Metric, double? Baseline, double? Target, double? SmallestWorthwhileLift);
