using MainImageHub.Domain.Images;

namespace MainImageHub.Domain.Rules;

/// <summary>Frames, bars and lines drawn round the picture.</summary>
public sealed class BorderRule() : ImageRule<ProhibitionLimits>(RuleIds.Border)
{
    protected override RuleOutcome Judge(ImageFacts facts, ProhibitionLimits limits, RuleContext context)
    {
        if (facts.Border is not { } border)
        {
            return RuleOutcome.NotMeasured;
        }

        LocalText message = border.Kind switch
        {
            BorderKind.None => new("No border was found.", "未发现边框。"),
            BorderKind.Bars => new($"Bars ({border.Colour}) run along two edges — crop them off.", $"图片两侧有色条（{border.Colour}），请裁掉。"),
            BorderKind.Frame => new($"A border ({border.Colour}) runs round the picture — crop it off.", $"图片四周有边框（{border.Colour}），请裁掉。"),
            _ => new("A line is drawn round the product — take it out.", "商品四周画有线框，请去除。"),
        };
        return Found(border.Kind == BorderKind.None ? Verdict.Pass : limits.What.Ceiling, limits.What, Wire(border.Kind), Wire(BorderKind.None), message) with
        {
            Region = border.Inside,
            Fix = Repairable.WithoutBorder(facts) is null ? null : FixIds.RemoveBorder,
        };
    }

    private static string Wire(BorderKind kind) => kind.ToString().ToLowerInvariant();
}
