using MainImageHub.Domain.Images;

namespace MainImageHub.Domain.Rules;

/// <summary>
/// How much of the frame the product takes: of its width or of its height, whichever is more. Where the larger of the two is full, the
/// product cannot be shown any larger without cutting it, whatever proportions the frame has.
/// </summary>
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
                $"The product could not be told from its background with certainty — check by eye that it covers {Wording.Percent(least.Value)} of the picture's width or of its height.",
                $"无法可靠区分商品与背景，请人工确认商品占图片宽度或高度的 {Wording.Percent(least.Value)} 以上。"));
        }

        var (lying, other) = product.Box.Width >= product.Box.Height ? (true, product.Box.Height) : (false, product.Box.Width);
        var (more, less) = (Wording.Percent(measured), Wording.Percent(Math.Min(measured, Math.Round(100 * other, 1))));
        var extent = lying
            ? new LocalText($"{more} of the picture's width and {less} of its height", $"图片宽度的 {more}、高度的 {less}")
            : new LocalText($"{more} of the picture's height and {less} of its width", $"图片高度的 {more}、宽度的 {less}");

        // Judged on the number that is shown: nobody accepts "85 % of at least 85 %" as a failure.
        if (measured < least.Value)
        {
            return Finding(least.Ceiling, new(
                $"The product covers {extent.En}; one of the two has to be at least {Wording.Percent(least.Value)} — crop closer.",
                $"商品只占{extent.Zh}，两者之一须达到 {Wording.Percent(least.Value)}，请裁剪得更近。"))
                with
            { Fix = Repairable.CropToFill(facts, least.Value) is null ? null : FixIds.CropToFill };
        }

        return Finding(Verdict.Pass, new($"The product covers {extent.En}.", $"商品占{extent.Zh}。"));

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
