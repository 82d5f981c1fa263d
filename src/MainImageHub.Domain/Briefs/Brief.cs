namespace MainImageHub.Domain.Briefs;

/// <summary>What the picture should be, before anyone draws it.</summary>
public sealed record Brief
{
    public static readonly Brief Empty = new();

    public string? Theme { get; init; }

    public string? Style { get; init; }

    public string? Audience { get; init; }

    public IReadOnlyList<string> SellingPoints { get; init; } = [];

    public IReadOnlyList<string> MustShow { get; init; } = [];

    /// <summary>What must not be seen.</summary>
    public IReadOnlyList<string> Taboos { get; init; } = [];

    /// <summary>Whether there may be words in the picture, which, and in which language.</summary>
    public string? TextRules { get; init; }

    /// <summary>Addresses of competitors' pictures.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    public KpiTarget? Kpi { get; init; }

    /// <summary>The season or campaign that the picture is for; null for one that stays.</summary>
    public Campaign? Campaign { get; init; }

    public string? Notes { get; init; }

    /// <summary>A designer could begin: it is said what the picture is about. The rest helps, and none of it is required.</summary>
    public bool SaysWhatToDraw() => Theme is not null || Style is not null || Notes is not null || SellingPoints.Count > 0 || MustShow.Count > 0 || References.Count > 0;

    /// <summary>What is written here, and where nothing is, what the template says.</summary>
    public Brief FilledFrom(Brief template) => this with
    {
        Theme = Theme ?? template.Theme,
        Style = Style ?? template.Style,
        Audience = Audience ?? template.Audience,
        SellingPoints = Filled(SellingPoints, template.SellingPoints),
        MustShow = Filled(MustShow, template.MustShow),
        Taboos = Filled(Taboos, template.Taboos),
        TextRules = TextRules ?? template.TextRules,
        References = Filled(References, template.References),
        Kpi = Kpi ?? template.Kpi,
        Campaign = Campaign ?? template.Campaign,
        Notes = Notes ?? template.Notes,
    };

    private static IReadOnlyList<string> Filled(IReadOnlyList<string> own, IReadOnlyList<string> template) => own.Count > 0 ? own : template;
}

/// <param name="Name">As people call it: Black Friday, 双11.</param>
/// <param name="From">First day; null when open.</param>
/// <param name="To">Last day, not before the first; null when open.</param>
public sealed record Campaign(string Name, DateOnly? From, DateOnly? To);

/// <summary>What the picture is to achieve. Rates are 0..1.</summary>
/// <param name="Metric"><c>ctr</c>, <c>conversion</c> or <c>revenue</c>.</param>
/// <param name="Baseline">The value today; null when unknown.</param>
/// <param name="Target">The value wanted.</param>
/// <param name="SmallestWorthwhileLift">The smallest relative lift worth a change, e.g. 0.05.</param>
public sealed record KpiTarget(string Metric, double? Baseline, double? Target, double? SmallestWorthwhileLift);
