using MainImageHub.Domain.Images;

namespace MainImageHub.Domain.Rules;

/// <summary>Which proportions the marketplace shows without cutting or padding.</summary>
public sealed class AspectRatioRule() : ImageRule<AspectRatioLimits>(RuleIds.AspectRatio)
{
    // One per cent forgives a pixel or two lost in cropping: 1000 x 1004 is a square to everyone.
    private const double Tolerance = 0.01;

    protected override RuleOutcome Judge(ImageFacts facts, AspectRatioLimits limits, RuleContext context)
    {
        var allowed = limits.Allowed;
        var ratio = facts.AspectRatio;
        var fits = allowed.Value.Any(span => ratio >= span.Min * (1 - Tolerance) && ratio <= span.Max * (1 + Tolerance));
        var names = string.Join(", ", allowed.Value.Select(span => span.Name));
        var measured = Math.Round(ratio, 4);
        var required = allowed.Value.Select(span => span.Name).ToArray();

        if (fits)
        {
            return Found(Verdict.Pass, allowed, measured, required, new(
                $"The ratio {Wording.Ratio(ratio)} fits {names}.", $"宽高比 {Wording.Ratio(ratio)} 符合 {names}。"));
        }

        // Padding makes a square only; where other proportions are asked a person has to crop.
        var square = allowed.Value.Any(span => span is { Min: <= 1, Max: >= 1 });
        return Found(allowed.Ceiling, allowed, measured, required, allowed.Weight == Weight.Must
            ? new(
                $"The width is {Wording.Ratio(ratio)} times the height; {names} is asked for — {(square ? "pad it to a square" : "crop it")}.",
                $"宽高比为 {Wording.Ratio(ratio)}，要求 {names}，请{(square ? "补成正方形" : "裁剪")}。")
            : new(
                $"The width is {Wording.Ratio(ratio)} times the height; {names} is recommended{(square ? " — padding makes it square" : "")}.",
                $"宽高比为 {Wording.Ratio(ratio)}，建议 {names}{(square ? "，可补成正方形" : "")}。"))
            with
        { Fix = square ? FixIds.PadToSquare : null };
    }
}

public sealed record AspectRatioLimits : RuleLimits
{
    public required Limit<IReadOnlyList<RatioSpan>> Allowed { get; init; }

    public override IEnumerable<Evidence> Parts => [Allowed];

    public override IEnumerable<LocalText> Mistakes()
    {
        if (Allowed.Value.Count == 0 || Allowed.Value.Any(span => span.Min <= 0 || span.Max < span.Min))
        {
            yield return new("allowed.value must name at least one span with 0 < min <= max", "allowed.value 至少列出一个满足 0 < min <= max 的比例");
        }
    }
}

/// <summary>Width divided by height between two bounds, both included, and its name for people, e.g. <c>3:4 to 4:3</c>.</summary>
public sealed record RatioSpan
{
    public required string Name { get; init; }

    public required double Min { get; init; }

    public required double Max { get; init; }

}
