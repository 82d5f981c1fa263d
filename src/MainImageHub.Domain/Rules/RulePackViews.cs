using System.Text.Json;

namespace MainImageHub.Domain.Rules;

/// <summary>A marketplace in the list of rule packs.</summary>
/// <param name="Rules">Ids of all rules judged there, ours included.</param>
/// <param name="LastRead">The oldest day on which one of its pages was last read by a person.</param>
public sealed record RulePackSummary(
    string Marketplace,
    string Name,
    string Version,
    DateOnly EffectiveFrom,
    DateOnly? EffectiveUntil,
    IReadOnlyList<string> Sites,
    IReadOnlyList<string> Rules,
    DateOnly LastRead);

/// <summary>One marketplace's pack, written out for reading.</summary>
/// <param name="ConsequencesZh">The consequences in Chinese, in the same order.</param>
/// <param name="NotEnforcedZh">What is not enforced, in Chinese and in the same order.</param>
public sealed record RulePackDetail(
    string Marketplace,
    string Name,
    string Version,
    DateOnly EffectiveFrom,
    DateOnly? EffectiveUntil,
    IReadOnlyList<string> Sites,
    IReadOnlyList<RuleRow> Rules,
    IReadOnlyList<RuleExceptionRow> Exceptions,
    IReadOnlyList<string> Consequences,
    IReadOnlyList<string> ConsequencesZh,
    IReadOnlyList<string> NotEnforced,
    IReadOnlyList<string> NotEnforcedZh,
    IReadOnlyList<RuleSourceRow> Sources);

/// <summary>One rule of a pack.</summary>
/// <param name="Rule">Its id.</param>
/// <param name="Worst">The worst verdict it can bring here, from how well its numbers are known.</param>
/// <param name="Judged">False where the facts it needs are not measured yet: it stands in every report's <c>notMeasured</c>.</param>
/// <param name="OfHouse">True for our own rule, held on every marketplace.</param>
/// <param name="Limits">Its numbers, each with weight, confidence, source ids and note.</param>
/// <param name="Changes">What the workspace reads otherwise, the nearest first: one site's word goes before the marketplace's, that before everybody's.</param>
public sealed record RuleRow(string Rule, Verdict Worst, bool Judged, bool OfHouse, JsonElement Limits, IReadOnlyList<RuleChangeRow> Changes);

public sealed record RuleExceptionRow(
    IReadOnlyList<string> Sites,
    IReadOnlyList<string> Categories,
    DateOnly? EffectiveFrom,
    DateOnly? EffectiveUntil,
    LocalText Says,
    string Confidence,
    IReadOnlyList<string> Sources,
    IReadOnlyList<string> Lifts,
    IReadOnlyList<string> Softens,
    IReadOnlyList<RuleRow> Rules);

/// <param name="Where">An address or, for our own rules, the reasoning.</param>
/// <param name="WhereZh">The reasoning in Chinese; null for an address.</param>
public sealed record RuleSourceRow(string Id, string Kind, string Where, string? WhereZh, DateOnly LastRead);
