using MainImageHub.Domain.Briefs;

namespace MainImageHub.Web.Stages.Plan;

/// <summary>The brief as a form holds it: one line per selling point, thing to show or to avoid, and reference; rates in percent.</summary>
public sealed class BriefForm
{
    private static readonly char[] LineEnds = ['\r', '\n'];

    public string? Theme { get; set; }

    public string? Style { get; set; }

    public string? Audience { get; set; }

    public string? SellingPoints { get; set; }

    public string? MustShow { get; set; }

    public string? Taboos { get; set; }

    public string? TextRules { get; set; }

    public string? References { get; set; }

    public string? KpiMetric { get; set; }

    public double? KpiBaseline { get; set; }

    public double? KpiTarget { get; set; }

    /// <summary>Relative, in percent whatever the metric.</summary>
    public double? KpiLift { get; set; }

    public string? CampaignName { get; set; }

    public DateOnly? CampaignFrom { get; set; }

    public DateOnly? CampaignTo { get; set; }

    public string? Notes { get; set; }

    public Guid? OwnerId { get; set; }

    public DateOnly? DueOn { get; set; }

    public static BriefForm Of(Brief brief, Guid? ownerId, DateOnly? dueOn) => new()
    {
        Theme = brief.Theme,
        Style = brief.Style,
        Audience = brief.Audience,
        SellingPoints = string.Join('\n', brief.SellingPoints),
        MustShow = string.Join('\n', brief.MustShow),
        Taboos = string.Join('\n', brief.Taboos),
        TextRules = brief.TextRules,
        References = string.Join('\n', brief.References),
        KpiMetric = brief.Kpi?.Metric,
        KpiBaseline = Shown(brief.Kpi, brief.Kpi?.Baseline),
        KpiTarget = Shown(brief.Kpi, brief.Kpi?.Target),
        KpiLift = Percent(brief.Kpi?.SmallestWorthwhileLift),
        CampaignName = brief.Campaign?.Name,
        CampaignFrom = brief.Campaign?.From,
        CampaignTo = brief.Campaign?.To,
        Notes = brief.Notes,
        OwnerId = ownerId,
        DueOn = dueOn,
    };

    public BriefRequest ToRequest() => new(
        Theme, Style, Audience, Lines(SellingPoints), Lines(Taboos), Lines(References),
        string.IsNullOrEmpty(KpiMetric) ? null : new KpiTarget(KpiMetric, Kept(KpiBaseline), Kept(KpiTarget), KpiLift / 100),
        Notes, Lines(MustShow), TextRules, new Campaign(CampaignName ?? "", CampaignFrom, CampaignTo));

    // 0.011 is shown as 1.1, not as 1.0999999999999999: what a person typed comes back as it was.
    private static double? Shown(KpiTarget? kpi, double? value) => kpi?.Metric == "revenue" ? value : Percent(value);

    private static double? Percent(double? share) => share is null ? null : Math.Round(share.Value * 100, 10);

    private double? Kept(double? value) => KpiMetric == "revenue" ? value : value / 100;

    private static string[] Lines(string? text) => text?.Split(LineEnds, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}

/// <param name="People">Who can be the owner.</param>
/// <param name="Templates">Briefs to begin with.</param>
/// <param name="Rules">What will be judged where the picture is to be shown; null where no site is chosen.</param>
/// <param name="Today">Where the member is.</param>
public sealed record BriefDesk(BriefForm Form, IReadOnlyList<BriefDesk.Person> People, IReadOnlyList<BriefTemplate> Templates, BriefRules? Rules, DateOnly Today)
{
    /// <summary>No new date lies in the past; one that has passed may stay.</summary>
    public DateOnly? EarliestDue => Form.DueOn < Today ? null : Today;

    public sealed record Person(Guid Id, string Name);
}

/// <summary>The rules that will apply, as they are told before anyone draws.</summary>
/// <param name="Exceptions">What holds otherwise for the product's category.</param>
public sealed record BriefRules(string Site, string Version, IReadOnlyList<Domain.Rules.RuleRow> Rules, IReadOnlyList<Domain.Rules.LocalText> Exceptions, IReadOnlyList<Domain.Rules.Cultures.CultureNote> Cultures);
