using MainImageHub.Domain.Images;

namespace MainImageHub.Domain.Rules;

/// <summary>A picture that only says that there is none. It is suspected from how little it shows; a person decides.</summary>
public sealed class PlaceholderRule() : ImageRule<ProhibitionLimits>(RuleIds.Placeholder)
{
    /// <summary>Less of the picture than this shows any contrast: fainter than any product photograph.</summary>
    private const double Empty = 0.003;

    protected override RuleOutcome Judge(ImageFacts facts, ProhibitionLimits limits, RuleContext context)
    {
        if (facts.Detail is not { } detail)
        {
            return RuleOutcome.NotMeasured;
        }

        var measured = Math.Round(detail.EdgeShare, 4);
        return detail.EdgeShare < Empty
            ? Found(limits.What.AtMost(Verdict.NeedsHuman), limits.What, measured, Empty, new(
                "The picture shows next to nothing — if it is a placeholder, put the product's photograph in its place.", "画面几乎没有内容。如为占位图，请替换为商品照片。"))
            : Found(Verdict.Pass, limits.What, measured, Empty, new("The picture shows something.", "画面有实际内容。"));
    }
}
