using System.Text.Json.Serialization;
using MainImageHub.Domain.Images;

namespace MainImageHub.Domain.Rules;

/// <summary>In order of weight: a report's verdict is the worst of its findings.</summary>
public enum Verdict
{
    Pass,
    NeedsHuman,
    Warn,
    Fail,
}

/// <summary>One profile's rules applied to one picture's facts.</summary>
/// <param name="Profile">The marketplace site judged for, e.g. <c>amazon/US</c>.</param>
/// <param name="RuleSetVersion">The rule pack's version, so that an old report can be told from a new one.</param>
/// <param name="Verdict">The worst finding.</param>
/// <param name="Findings">One per rule that could be judged.</param>
/// <param name="NotMeasured">Rules that apply but whose facts were not measured: never a pass.</param>
public sealed record ComplianceReport(
    string Profile,
    string RuleSetVersion,
    Verdict Verdict,
    IReadOnlyList<Finding> Findings,
    IReadOnlyList<string> NotMeasured);

/// <summary>One rule applied to one picture.</summary>
public sealed record Finding
{
    /// <summary>The rule's stable id, e.g. <c>background.white</c>.</summary>
    public required string Rule { get; init; }

    public required Verdict Verdict { get; init; }

    /// <summary>The measured value; a number, a text or a small object, as it stands on the wire.</summary>
    public required object? Measured { get; init; }

    /// <summary>The required value, in the same unit.</summary>
    public required object? Required { get; init; }

    /// <summary>px, %, bytes, ...; null where the value needs none.</summary>
    public string? Unit { get; init; }

    public required LocalText Message { get; init; }

    /// <summary>Where in the picture, if the rule has a place.</summary>
    public Region? Region { get; init; }

    /// <summary>The fix that would mend it, by its stable id (<c>padToSquare</c>, <c>resize</c>, ...).</summary>
    public string? Fix { get; init; }

    /// <summary>Address of the page the rule rests on.</summary>
    public required string Source { get; init; }

    /// <summary>The reasoning in Chinese, where the rule is our own and its source no address.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SourceZh { get; init; }

    /// <summary>How well the number is known: <c>official-spec</c>, <c>official-docs</c>, <c>third-party</c>, ...</summary>
    public required string Confidence { get; init; }

    /// <summary>How many sources say so independently of one another; null in reports from before it was counted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Voices { get; init; }

    /// <summary>That and why the workspace reads the rule otherwise than the pack; null where it does not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FindingChange? Changed { get; init; }
}

/// <summary>A sentence in both languages of the interface.</summary>
public sealed record LocalText(string En, string Zh)
{
    public string For(string culture) => culture.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? Zh : En;
}
