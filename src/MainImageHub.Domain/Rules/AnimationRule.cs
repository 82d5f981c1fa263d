using MainImageHub.Domain.Images;

namespace MainImageHub.Domain.Rules;

/// <summary>A main image is one still picture: several frames or pages are refused or cut to the first.</summary>
public sealed class AnimationRule() : ImageRule<ProhibitionLimits>(RuleIds.Animation)
{
    protected override RuleOutcome Judge(ImageFacts facts, ProhibitionLimits limits, RuleContext context) =>
        facts.Frames <= 1
            ? Found(Verdict.Pass, limits.What, facts.Frames, 1, new("A still picture.", "静态图片。")) with { Unit = "frames" }
            : Found(limits.What.Ceiling, limits.What, facts.Frames, 1, new(
                $"The file holds {Wording.Number(facts.Frames)} frames or pages; one is allowed — pick one.",
                $"文件包含 {Wording.Number(facts.Frames)} 帧或页，只允许 1 帧，请选取其中一帧。"))
                with
            { Unit = "frames", Fix = FixIds.PickFrame };
}
