using MainImageHub.Domain.Images;

namespace MainImageHub.Domain.Rules;

/// <summary>See-through pixels end up black, white or chequered, as each marketplace pleases.</summary>
public sealed class TransparencyRule() : ImageRule<ProhibitionLimits>(RuleIds.Transparency)
{
    protected override RuleOutcome Judge(ImageFacts facts, ProhibitionLimits limits, RuleContext context)
    {
        var share = facts.HasAlpha ? facts.TransparentShare : 0;
        var percent = Math.Round(share * 100, 2);

        // An alpha channel that is opaque everywhere changes nothing a shopper sees.
        return share <= 0
            ? Found(Verdict.Pass, limits.What, percent, 0, new("No see-through pixels.", "没有透明像素。")) with { Unit = "%" }
            : Found(limits.What.Ceiling, limits.What, percent, 0, new(
                $"{Wording.Share(share)} of the picture is see-through and may be shown black — flatten it on white.",
                $"画面有 {Wording.Share(share)} 为透明，可能显示为黑色，请合并到白色背景。"))
                with
            { Unit = "%", Fix = FixIds.Flatten };
    }
}
