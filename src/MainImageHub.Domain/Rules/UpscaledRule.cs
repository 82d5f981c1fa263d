using MainImageHub.Domain.Images;

namespace MainImageHub.Domain.Rules;

/// <summary>Whether the picture holds the detail that its size promises, from <see cref="DetailFacts.DetailSide"/>.</summary>
public sealed class UpscaledRule() : ImageRule<ProhibitionLimits>(RuleIds.Upscaled)
{
    /// <summary>Half the detail and less is an enlargement; soft lenses and strong compression lose up to a third.</summary>
    private const double Enlarged = 0.5;

    protected override RuleOutcome Judge(ImageFacts facts, ProhibitionLimits limits, RuleContext context)
    {
        if (facts.Detail is not { } detail)
        {
            return RuleOutcome.NotMeasured;
        }

        if (detail.DetailSide is not { } side)
        {
            return Finding(limits.What.AtMost(Verdict.NeedsHuman), new(
                "The picture shows too few edges to tell whether it was enlarged — look at it in full size.", "画面边缘过少，无法判断是否被放大过，请放大查看。"));
        }

        if (side >= Enlarged * detail.LookedAtSide)
        {
            return Finding(Verdict.Pass, detail.LookedAtSide < facts.LongestSide
                ? new($"The picture holds its detail, as far as it was looked at ({Wording.Number(detail.LookedAtSide)} px).", $"在所检查的尺寸（{Wording.Number(detail.LookedAtSide)} px）内，画面细节完整。")
                : new("The picture holds the detail that its size promises.", "画面细节与其尺寸相符。"));
        }

        // A photograph out of focus has no detail either; that it was enlarged cannot be said of it.
        return detail.Sharpness < SharpnessRule.Blurred
            ? Finding(limits.What.AtMost(Verdict.NeedsHuman), new(
                $"The picture holds no more detail than one of {Wording.Number(side)} px: it is out of focus, or was enlarged — look at it in full size, and take the original if there is a larger one.",
                $"画面细节仅相当于 {Wording.Number(side)} px 的图片：可能失焦，也可能被放大过。请放大查看，如有更大的原图请使用原图。"))
            : Finding(limits.What.Ceiling, new(
                $"The picture was enlarged: at {Wording.Number(detail.LookedAtSide)} px it holds no more detail than one of about {Wording.Number(side)} px — deliver the original.",
                $"图片被放大过：{Wording.Number(detail.LookedAtSide)} px 的画面细节仅相当于约 {Wording.Number(side)} px。请提供原图。"));

        Finding Finding(Verdict verdict, LocalText message) => Found(verdict, limits.What, detail.DetailSide is { } found ? found : DetailFacts.TooFewEdges, (int)Math.Ceiling(Enlarged * detail.LookedAtSide), message) with { Unit = "px" };
    }
}
