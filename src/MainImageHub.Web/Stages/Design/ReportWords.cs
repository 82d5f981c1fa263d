using System.Globalization;
using System.Text.Json;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Http;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Stages.Shared;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Design;

/// <summary>Findings and verdicts as a person reads them: measured and required values come as numbers, lists or small objects.</summary>
public static class ReportWords
{
    private const string Unproven = "verdict-unproven";

    /// <summary>Icon of a verdict; the word always stands beside it, never colour alone.</summary>
    public static string Icon(Verdict verdict) => verdict switch
    {
        Verdict.Pass => "ti-circle-check",
        Verdict.NeedsHuman => "ti-eye",
        Verdict.Warn => "ti-alert-triangle",
        _ => "ti-circle-x",
    };

    /// <summary>The verdict of a whole report: where rules were left unmeasured, nobody is shown a full tick.</summary>
    public static string Icon(MarketplaceReport report) => IsUnproven(report) ? "ti-circle-dashed-check" : Icon(report.Report.Verdict);

    public static string Says(MarketplaceReport report, IStringLocalizer<DesignWords> words) =>
        words[IsUnproven(report) ? "report.passNotAll" : "verdict." + report.Report.Verdict];

    /// <summary>A verdict where its report is not at hand, on a rail or a card: whether every rule was measured is not known there, so a full tick is not given.</summary>
    public static string IconInBrief(Verdict verdict) => verdict == Verdict.Pass ? "ti-circle-dashed-check" : Icon(verdict);

    public static string SaysInBrief(Verdict verdict, IStringLocalizer<DesignWords> words) => words[verdict == Verdict.Pass ? "report.passNotAll" : "verdict." + verdict];

    /// <summary>What brings a report its verdict, in a line; lesser remarks stand in the report itself.</summary>
    public static string Reasons(ComplianceReport report, IStringLocalizer<DesignWords> words) =>
        Listed.Of(report.Findings.Where(f => f.Verdict == report.Verdict && f.Verdict != Verdict.Pass).Select(f => words["rule." + f.Rule].Value));

    /// <summary>How many marketplaces a picture fails at, is warned at, and has to be looked at by a person for.</summary>
    public static string Summary(IReadOnlyList<MarketplaceReport> reports, IStringLocalizer<DesignWords> words) => words[
        "matrix.summary",
        reports.Count(r => r.Report.Verdict != Verdict.Fail),
        reports.Count,
        reports.Count(r => r.Report.Verdict == Verdict.Warn),
        reports.Count(r => r.Report.Verdict == Verdict.NeedsHuman),
        reports.Count(r => r.Report.Verdict == Verdict.Fail),
        reports.Count(r => r.Report.Verdict == Verdict.Pass)];

    /// <summary>The other product that has a picture too, of the rule <c>duplicate</c>; null for any other finding.</summary>
    public static Guid? OtherProduct(Finding finding) =>
        finding.Rule == RuleIds.Duplicate && JsonSerializer.SerializeToElement(finding.Measured, HubJson.Options) is { ValueKind: JsonValueKind.Object } measured
        && measured.TryGetProperty("productId", out var id) && id.TryGetGuid(out var product)
            ? product
            : null;

    public static string Css(Verdict verdict) => $"verdict-{verdict.ToString().ToLowerInvariant()}";

    /// <summary>Green is for what was measured in full.</summary>
    public static string Css(MarketplaceReport report) => IsUnproven(report) ? Unproven : Css(report.Report.Verdict);

    /// <summary>As <see cref="IconInBrief"/>: without the report nobody knows whether it was measured in full.</summary>
    public static string CssInBrief(Verdict verdict) => verdict == Verdict.Pass ? Unproven : Css(verdict);

    private static bool IsUnproven(MarketplaceReport report) => report.Report.Verdict == Verdict.Pass && report.Report.NotMeasured.Count + report.NotChecked.Count > 0;

    public static string Value(object? value, string? unit, IStringLocalizer<DesignWords> words) =>
        Text(JsonSerializer.SerializeToElement(value, HubJson.Options), unit, words);

    /// <summary>1 234 567 bytes as megabytes; for lists of files.</summary>
    public static string Bytes(long bytes) => bytes >= 1024 * 1024
        ? (bytes / 1048576d).ToString("0.0", CultureInfo.InvariantCulture) + " MB"
        : (bytes / 1024d).ToString("0", CultureInfo.InvariantCulture) + " KB";

    private static string Text(JsonElement value, string? unit, IStringLocalizer<DesignWords> words) => value.ValueKind switch
    {
        JsonValueKind.Number when unit == "bytes" => Bytes(value.GetInt64()),
        JsonValueKind.Number => value.GetDouble().ToString("#,0.####", CultureInfo.InvariantCulture) + (unit is null or "frames" ? "" : " " + unit),
        JsonValueKind.String => Known(value.GetString()!, words),
        JsonValueKind.True => words["yes"],
        JsonValueKind.False => words["no"],
        JsonValueKind.Array => Listed.Of(value.EnumerateArray().Select(item => Text(item, unit, words))),
        JsonValueKind.Object when value.TryGetProperty("width", out var width) && value.TryGetProperty("height", out var height) => $"{width} × {height} px",
        JsonValueKind.Object => string.Join(" · ", value.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null && !p.Name.EndsWith("Id", StringComparison.Ordinal)).Select(p => $"{words["fact." + p.Name]} {Part(p, words)}")),
        _ => "–",
    };

    /// <summary>Names of formats and colour spaces as their makers write them; anything else as it was measured.</summary>
    private static string Known(string value, IStringLocalizer<DesignWords> words) => words["value." + value] is { ResourceNotFound: false } known ? known.Value : value;

    private static string Part(JsonProperty part, IStringLocalizer<DesignWords> words) => part.Name.EndsWith("Share", StringComparison.Ordinal)
        ? (part.Value.GetDouble() * 100).ToString("0.##", CultureInfo.InvariantCulture) + " %"
        : Text(part.Value, null, words);
}
