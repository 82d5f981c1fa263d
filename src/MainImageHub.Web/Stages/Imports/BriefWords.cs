using System.Globalization;
using MainImageHub.Domain.Briefs;
using MainImageHub.Domain.Imports;

namespace MainImageHub.Web.Stages.Imports;

/// <summary>A brief's fields as text, to tell old and new apart.</summary>
internal static class BriefWords
{
    public static IEnumerable<(ImportField Field, string? From, string To)> Differences(Brief old, Brief now) =>
        Fields(old).Zip(Fields(now), (before, after) => (after.Field, From: before.Text, To: after.Text)).Where(f => f.To is not null && f.From != f.To).Select(f => (f.Field, f.From, f.To!));

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static IEnumerable<(ImportField Field, string? Text)> Fields(Brief brief) =>
    [
        (ImportField.Theme, brief.Theme),
        (ImportField.Style, brief.Style),
        (ImportField.Audience, brief.Audience),
        (ImportField.SellingPoints, Listed(brief.SellingPoints)),
        (ImportField.MustShow, Listed(brief.MustShow)),
        (ImportField.MustAvoid, Listed(brief.Taboos)),
        (ImportField.TextRules, brief.TextRules),
        (ImportField.KpiMetric, brief.Kpi?.Metric),
        (ImportField.KpiBaseline, Value(brief.Kpi, brief.Kpi?.Baseline)),
        (ImportField.KpiTarget, Value(brief.Kpi, brief.Kpi?.Target)),
        (ImportField.Campaign, brief.Campaign?.Name),
        (ImportField.CampaignFrom, brief.Campaign?.From is { } from ? Day(from) : null),
        (ImportField.CampaignTo, brief.Campaign?.To is { } to ? Day(to) : null),
        (ImportField.Notes, brief.Notes),
    ];

    private static string? Listed(IReadOnlyList<string> lines) => lines.Count == 0 ? null : string.Join("; ", lines);

    private static string? Value(KpiTarget? kpi, double? value) => value is null ? null
        : kpi!.Metric == "revenue" ? value.Value.ToString("0.##", CultureInfo.InvariantCulture) : (Math.Round(value.Value * 100, 10)).ToString("0.##########", CultureInfo.InvariantCulture) + "%";
}
