using MainImageHub.Domain.Images;

namespace MainImageHub.Domain.Rules;

/// <summary>Whether the product is in focus, from <see cref="DetailFacts.Sharpness"/>.</summary>
public sealed class SharpnessRule() : ImageRule<ProhibitionLimits>(RuleIds.Sharpness)
{
    /// <summary>Every picture labelled blurred lay below, every sharp one above.</summary>
    internal const double Blurred = 0.3;

    /// <summary>Up to here a soft photograph and a slightly missed focus look alike.</summary>
    private const double Soft = 0.42;

    protected override RuleOutcome Judge(ImageFacts facts, ProhibitionLimits limits, RuleContext context)
    {
        if (facts.Detail is not { } detail)
        {
            return RuleOutcome.NotMeasured;
        }

        return detail.Sharpness switch
        {
            null => Finding(limits.What.AtMost(Verdict.NeedsHuman), new(
                "The picture shows too few edges to tell whether it is in focus — look at it in full size.", "画面边缘过少，无法判断是否清晰，请放大查看。")),
            < Blurred => Finding(limits.What.Ceiling, new(
                $"The product is blurred: sharpness {Wording.Ratio(Math.Round(detail.Sharpness.Value, 2))}, photographs in focus reach {Wording.Ratio(Soft)} and more — take a sharper one.",
                $"商品模糊：清晰度 {Wording.Ratio(Math.Round(detail.Sharpness.Value, 2))}，对焦清晰的照片在 {Wording.Ratio(Soft)} 以上。请更换更清晰的图片。")),
            < Soft => Finding(limits.What.AtMost(Verdict.NeedsHuman), new(
                $"The product looks soft (sharpness {Wording.Ratio(Math.Round(detail.Sharpness.Value, 2))}) — look whether that is meant.",
                $"商品略显模糊（清晰度 {Wording.Ratio(Math.Round(detail.Sharpness.Value, 2))}），请人工确认。")),
            _ => Finding(Verdict.Pass, new("The product is in focus.", "商品清晰。")),
        };

        Finding Finding(Verdict verdict, LocalText message) =>
            Found(verdict, limits.What, detail.Sharpness is { } sharpness ? Math.Round(sharpness, 2) : DetailFacts.TooFewEdges, Soft, message) with { Region = facts.Product?.Box };
    }
}
