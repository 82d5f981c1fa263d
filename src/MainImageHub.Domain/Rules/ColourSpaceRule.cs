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
            if (limits.MostBits is { } most && facts.BitDepth > most.Value)
            {
                return Found(most.Ceiling, most, facts.BitDepth, most.Value, new(
                    $"The picture has {facts.BitDepth} bits per channel; this marketplace takes {most.Value} — convert it.",
                    $"图片为每通道 {facts.BitDepth} 位，该平台只接受 {most.Value} 位，请转换。"))
                    with
                { Unit = "bits", Fix = FixIds.ConvertToSrgb };
            }

            return Found(Verdict.Pass, allowed, measured, required, new($"The colour space is {name.En}.", $"色彩空间为 {name.Zh}。"));
        }

        if (facts.ColourSpace == ColourSpace.Grey)
        {
            return Found(allowed.AtMost(Verdict.Warn), allowed, measured, required, new(
                "The picture is black and white; this marketplace asks for colour — use a colour photograph of the product.",
                "图片为黑白，该平台要求彩色图片，请使用商品的彩色照片。"));
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

    /// <summary>Bits per channel; null where nothing is said.</summary>
    public Limit<int>? MostBits { get; init; }

    public override IEnumerable<Evidence> Parts => MostBits is { } most ? [Allowed, most] : [Allowed];

    public override IEnumerable<LocalText> Mistakes()
    {
        if (Allowed.Value.Count == 0)
        {
            yield return new("allowed.value must name at least one colour space", "allowed.value 至少列出一种色彩空间");
        }
    }
}
