using System.Text.Json.Serialization;

namespace MainImageHub.Domain.Rules;

/// <summary>How binding a limit is in the marketplace's own words.</summary>
public enum Weight
{
    /// <summary>The marketplace demands it: may fail when the number is well enough known.</summary>
    Must,

    /// <summary>The marketplace or its sellers advise it: warns at most.</summary>
    Should,

    /// <summary>Worth saying, never worth a warning.</summary>
    Hint,
}

/// <summary>How well a number is known.</summary>
public enum Confidence
{
    /// <summary>Machine-readable file published by the platform.</summary>
    [JsonStringEnumMemberName("official-spec")]
    OfficialSpec,

    /// <summary>Page of the platform itself.</summary>
    [JsonStringEnumMemberName("official-docs")]
    OfficialDocs,

    /// <summary>Platform reference data kept by a third party.</summary>
    [JsonStringEnumMemberName("official-spec-copy")]
    OfficialSpecCopy,

    /// <summary>Platform guide kept by a third party.</summary>
    [JsonStringEnumMemberName("official-docs-copy")]
    OfficialDocsCopy,

    /// <summary>Platform document several years old: counts as one voice, since it may have been overtaken.</summary>
    [JsonStringEnumMemberName("official-docs-old")]
    OfficialDocsOld,

    /// <summary>Other publishers.</summary>
    [JsonStringEnumMemberName("third-party")]
    ThirdParty,

    /// <summary>A single weak source.</summary>
    [JsonStringEnumMemberName("unverified")]
    Unverified,

    /// <summary>No marketplace says it; we do, with the reason as source.</summary>
    [JsonStringEnumMemberName("own-reasoning")]
    OwnReasoning,

    /// <summary>A workspace set it for itself; never in a pack.</summary>
    [JsonStringEnumMemberName("workspace")]
    Workspace,
}

/// <summary>A page or file that a limit rests on.</summary>
/// <param name="Id">Short name within the pack.</param>
/// <param name="Kind">What sort of source it is.</param>
/// <param name="Where">An address or, for our own rules, the reasoning.</param>
/// <param name="Voice">Who is speaking: two sources with the same voice are not independent of one another.</param>
/// <param name="LastRead">The day a person last read it.</param>
/// <param name="WhereZh">The reasoning in Chinese; null for an address, which needs none.</param>
public sealed record RuleSource(string Id, Confidence Kind, string Where, string Voice, DateOnly LastRead, string? WhereZh = null);

/// <summary>What every limit and every prohibition carries: how binding, how well known, who says so.</summary>
public record Evidence
{
    public Weight Weight { get; init; } = Weight.Must;

    public required Confidence Confidence { get; init; }

    public required IReadOnlyList<RuleSource> Sources { get; init; }

    /// <summary>What a reader should know about the number.</summary>
    public string? Note { get; init; }

    /// <summary>The same in Chinese; there whenever a note is.</summary>
    public string? NoteZh { get; init; }

    /// <summary>
    /// The worst verdict that breaking this limit can bring. A demand fails when its number is official or told by two
    /// independent voices; one weak source only warns, so that a rumour never blocks a push.
    /// </summary>
    public Verdict Ceiling => Weight switch
    {
        Weight.Hint => Verdict.Pass,
        Weight.Should => Verdict.Warn,
        // Who sets a number for themselves knows it.
        _ => IsOfficial || HasTwoVoices || Confidence == Confidence.Workspace ? Verdict.Fail : Verdict.Warn,
    };

    /// <summary>A verdict held under the ceiling.</summary>
    public Verdict AtMost(Verdict verdict) => verdict < Ceiling ? verdict : Ceiling;

    /// <summary>The address a person is sent to: the most official source, first named first.</summary>
    [JsonIgnore]
    public string Source => Foremost.Where;

    /// <summary>Our own reasoning in Chinese; null where <see cref="Source"/> is an address.</summary>
    [JsonIgnore]
    public string? SourceZh => Foremost.WhereZh;

    private RuleSource Foremost => Sources.MinBy(source => source.Kind)!;

    private bool IsOfficial => Confidence is Confidence.OfficialSpec or Confidence.OfficialDocs or Confidence.OfficialSpecCopy or Confidence.OfficialDocsCopy;

    /// <summary>How many say so independently of one another.</summary>
    [JsonIgnore]
    public int Voices => Sources.Select(source => source.Voice).Distinct(StringComparer.OrdinalIgnoreCase).Count();

    private bool HasTwoVoices => Confidence is Confidence.ThirdParty or Confidence.OfficialDocsOld && Voices >= 2;
}

/// <summary>One number (or list) of a rule, with its evidence. A limit that is not known is absent, never guessed.</summary>
public sealed record Limit<T> : Evidence
{
    public required T Value { get; init; }
}

/// <summary>What a rule without a number asks, in words of ours.</summary>
public sealed record Prohibition : Evidence
{
    public required string Value { get; init; }

    public required string ValueZh { get; init; }
}

/// <summary>The limits of one rule in one pack; each rule has its own kind.</summary>
public abstract record RuleLimits
{
    /// <summary>All evidence within, for validation and for listing sources.</summary>
    [JsonIgnore]
    public abstract IEnumerable<Evidence> Parts { get; }

    /// <summary>What the numbers must satisfy beyond their types; a sentence per mistake, naming the field.</summary>
    public virtual IEnumerable<LocalText> Mistakes() => [];
}

/// <summary>A rule without a number: something the picture must not have or must be.</summary>
public sealed record ProhibitionLimits : RuleLimits
{
    public required Prohibition What { get; init; }

    public override IEnumerable<Evidence> Parts => [What];
}
