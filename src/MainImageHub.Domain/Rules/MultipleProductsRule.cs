using MainImageHub.Domain.Images;

namespace MainImageHub.Domain.Rules;

/// <summary>
/// Props, gifts and collages. Separate things can be counted; whether they belong to the offer only a person knows, so that several of
/// them never fail by themselves.
/// </summary>
public sealed class MultipleProductsRule() : ImageRule<ProhibitionLimits>(RuleIds.MultipleProducts)
{
    protected override RuleOutcome Judge(ImageFacts facts, ProhibitionLimits limits, RuleContext context)
    {
        if (facts.Product?.Objects is not { } count)
        {
            return RuleOutcome.NotMeasured;
        }

        var needsHuman = limits.What.AtMost(Verdict.NeedsHuman);
        return facts.Product.Confidence < ProductFacts.SureEnough
            ? Finding(needsHuman, new("The product could not be told from its background — look whether anything else is shown.", "无法可靠区分商品与背景，请确认画面中没有其他物品。"))
            : count > 1
                ? Finding(needsHuman, new(
                    $"{Wording.Number(count)} separate things are shown — look whether all of them are in the offer.", $"画面中有 {Wording.Number(count)} 个独立物品，请确认是否都属于所售商品。"))
                : Finding(Verdict.Pass, new("One thing stands by itself; what touches it was not told apart.", "画面中只有一个独立物品（与其相接的物品无法区分）。"));

        Finding Finding(Verdict verdict, LocalText message) => Found(verdict, limits.What, count, 1, message) with { Region = facts.Product.Box };
    }
}
