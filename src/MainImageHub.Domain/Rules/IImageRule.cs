using MainImageHub.Domain.Images;
using MainImageHub.Domain.Listings;

namespace MainImageHub.Domain.Rules;

/// <summary>
/// One rule about pictures. Pure: the same facts, limits and context always give the same outcome, so that a stored
/// picture can be judged again when a pack changes, without touching its pixels.
/// </summary>
public interface IImageRule
{
    /// <summary>The stable id from <see cref="RuleIds"/>.</summary>
    string Id { get; }

    /// <summary>The kind of limits the rule reads from a pack.</summary>
    Type LimitsType { get; }

    RuleOutcome Evaluate(ImageFacts facts, RuleLimits limits, RuleContext context);
}

/// <summary>What a rule has to say: a finding, or why there is none.</summary>
public sealed class RuleOutcome
{
    private RuleOutcome(Finding? finding) => Finding = finding;

    /// <summary>The rule has nothing to say about this picture.</summary>
    public static RuleOutcome NotApplicable { get; } = new(null);

    /// <summary>The facts the rule needs were never measured. Never a pass.</summary>
    public static RuleOutcome NotMeasured { get; } = new(null);

    /// <summary>Null for the two outcomes above.</summary>
    public Finding? Finding { get; }

    public static implicit operator RuleOutcome(Finding finding) => FromFinding(finding);

    public static RuleOutcome FromFinding(Finding finding) => new(finding);
}

/// <summary>What a picture is judged for, beside its facts.</summary>
/// <param name="Site">The marketplace site.</param>
/// <param name="At">The instant whose rules count; a future one answers "what will fail then".</param>
/// <param name="Category">The product's category as the seller names it; segments may be parted by <c>/</c> or <c>&gt;</c>.</param>
/// <param name="White">How strictly this workspace reads "white".</param>
/// <param name="Likes">What the workspace's other pictures say of it; null where nobody looked.</param>
public sealed record RuleContext(SiteCode Site, DateTimeOffset At, string? Category, WhiteTolerance White, PictureLikes? Likes = null);

/// <summary>A rule with typed limits.</summary>
public abstract class ImageRule<TLimits>(string id) : IImageRule
    where TLimits : RuleLimits
{
    public string Id => id;

    public Type LimitsType => typeof(TLimits);

    public RuleOutcome Evaluate(ImageFacts facts, RuleLimits limits, RuleContext context) =>
        Judge(facts, (TLimits)limits, context);

    protected abstract RuleOutcome Judge(ImageFacts facts, TLimits limits, RuleContext context);

    /// <summary>A finding of this rule, with source and confidence taken from the evidence it rests on.</summary>
    protected Finding Found(Verdict verdict, Evidence evidence, object? measured, object? required, LocalText message) => new()
    {
        Rule = Id,
        Verdict = verdict,
        Measured = measured,
        Required = required,
        Message = message,
        Source = evidence.Source,
        SourceZh = evidence.SourceZh,
        Confidence = ConfidenceNames.Of(evidence.Confidence),
        Voices = evidence.Voices,
    };
}
