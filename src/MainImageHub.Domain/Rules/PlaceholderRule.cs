using MainImageHub.Domain.Images;

namespace MainImageHub.Domain.Rules;

/// <summary>A picture that only says that there is none. It is suspected from how little it shows; a person decides.</summary>
public sealed class PlaceholderRule() : ImageRule<ProhibitionLimits>(RuleIds.Placeholder)
{
    /// <summary>Where less of the picture shows any contrast, it shows next to nothing; the sparest of the labelled product photographs, a cable, has 0.044.</summary>
    private const double Empty = 0.02;

    /// <summary>A grey notice ("no image available") is lettering and a sign on little else.</summary>
    private const double Notice = 0.12;

    /// <summary>So much of the picture is lettering on a notice; print on a product is less.</summary>
    private const double Lettering = 0.04;

    /// <summary>Channels of a grey differ by no more.</summary>
    private const int Tint = 12;

    protected override RuleOutcome Judge(ImageFacts facts, ProhibitionLimits limits, RuleContext context)
    {
        if (facts.Detail is not { } detail)
        {
            return RuleOutcome.NotMeasured;
        }

        var measured = Math.Round(detail.EdgeShare, 4);
        return detail.EdgeShare < Empty || (detail.EdgeShare < Notice && facts.Text is { } text && text.Sum(t => t.Box.Width * t.Box.Height) > Lettering && facts.DominantColours.All(IsGrey))
            ? Found(limits.What.AtMost(Verdict.NeedsHuman), limits.What, measured, Empty, new(
                "The picture shows next to nothing — if it is a placeholder, put the product's photograph in its place.", "画面几乎没有内容。如为占位图，请替换为商品照片。"))
            : Found(Verdict.Pass, limits.What, measured, Empty, new("The picture shows something.", "画面有实际内容。"));
    }

    private static bool IsGrey(string colour)
    {
        var (r, g, b) = HexColour.Read(colour);
        return Math.Max(r, Math.Max(g, b)) - Math.Min(r, Math.Min(g, b)) <= Tint;
    }
}
