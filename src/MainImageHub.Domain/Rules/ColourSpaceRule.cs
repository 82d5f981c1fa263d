using MainImageHub.Domain.Images;

namespace MainImageHub.Domain.Rules;

/// <summary>Which colour spaces are safe to deliver.</summary>
public sealed class ColourSpaceRule() : ImageRule<ColourSpaceLimits>(RuleIds.ColourSpace)
{
    protected override RuleOutcome Judge(ImageFacts facts, ColourSpaceLimits limits, RuleContext context)
    {
        var allowed = limits.Allowed;
        var measured = Wording.Wire(facts.ColourSpace);
        var name = Wording.Name(facts.ColourSpace);
        var required = allowed.Value.Select(Wording.Wire).ToArray();

        if (allowed.Value.Contains(facts.ColourSpace))
        {
            return Found(Verdict.Pass, allowed, measured, required, new($"The colour space is {name.En}.", $"色彩空间为 {name.Zh}。"));
        }

        // Only CMYK is refused anywhere; a wide RGB profile merely looks dull once a marketplace drops it.
        var verdict = facts.ColourSpace == ColourSpace.Cmyk ? allowed.Ceiling : allowed.AtMost(Verdict.Warn);
        return Found(verdict, allowed, measured, required, new(
            $"The colour space is {facts.IccProfile ?? name.En}; shoppers' screens expect sRGB and colours may shift — convert it.",
            $"色彩空间为 {facts.IccProfile ?? name.Zh}，而买家屏幕按 sRGB 显示，颜色可能偏差，请转换为 sRGB。"))
            with
        { Fix = FixIds.ConvertToSrgb };
    }
}

public sealed record ColourSpaceLimits : RuleLimits
{
    public required Limit<IReadOnlyList<ColourSpace>> Allowed { get; init; }

    public override IEnumerable<Evidence> Parts => [Allowed];

    public override IEnumerable<LocalText> Mistakes()
    {
        if (Allowed.Value.Count == 0)
        {
            yield return new("allowed.value must name at least one colour space", "allowed.value 至少列出一种色彩空间");
        }
    }
}
