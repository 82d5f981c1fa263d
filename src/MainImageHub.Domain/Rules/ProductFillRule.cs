using MainImageHub.Domain.Images;

namespace MainImageHub.Domain.Rules;

/// <summary>How much of the frame's longer side the product takes, in percent.</summary>
public sealed class ProductFillRule() : ImageRule<ProductFillLimits>(RuleIds.ProductFill)
{
    protected override RuleOutcome Judge(ImageFacts facts, ProductFillLimits limits, RuleContext context)
    {
        if (facts.Product is not { } product)
        {
            return RuleOutcome.NotMeasured;
        }

        var least = limits.MinPercent;
        var measured = Math.Round(product.FillPercent, 1);

        if (product.Confidence < ProductFacts.SureEnough)
        {
            return Finding(least.AtMost(Verdict.NeedsHuman), new(
                $"The product could not be told from its background with certainty — check by eye that it covers {Wording.Percent(least.Value)} of the longer side of the picture.",
                $"无法可靠区分商品与背景，请人工确认商品占图片长边的 {Wording.Percent(least.Value)} 以上。"));
        }

        // Judged on the number that is shown: nobody accepts "85 % of at least 85 %" as a failure.
        if (measured < least.Value)
        {
            return Finding(least.Ceiling, new(
                $"The product covers {Wording.Percent(measured)} of the longer side of the picture; at least {Wording.Percent(least.Value)} is asked — crop closer.",
                $"商品只占图片长边的 {Wording.Percent(measured)}，要求至少 {Wording.Percent(least.Value)}，请裁剪得更近。"))
                with
            { Fix = Repairable.CropToFill(facts, least.Value) is null ? null : FixIds.CropToFill };
        }

        return Finding(Verdict.Pass, new(
            $"The product covers {Wording.Percent(measured)} of the longer side of the picture.", $"商品占图片长边的 {Wording.Percent(measured)}。"));

        Finding Finding(Verdict verdict, LocalText message) =>
            Found(verdict, least, measured, least.Value, message) with { Unit = "%", Region = product.Box };
    }
}

public sealed record ProductFillLimits : RuleLimits
{
    /// <summary>0..100.</summary>
    public required Limit<double> MinPercent { get; init; }

    public override IEnumerable<Evidence> Parts => [MinPercent];

    public override IEnumerable<LocalText> Mistakes()
    {
        if (MinPercent.Value is not (> 0 and <= 100))
        {
            yield return new("minPercent.value must be above 0 and at most 100", "minPercent.value 必须大于 0 且不超过 100");
        }
    }
}
