using MainImageHub.Domain.Images;

namespace MainImageHub.Domain.Rules;

/// <summary>Whether a repair can be done without a designer, judged by the picture's facts; what is offered in a report is done when asked for.</summary>
public static class Repairable
{
    /// <summary>Darker backgrounds leave a visible seam round the product: they have to be cut out by hand.</summary>
    private const int DarkestToWhiten = 200;

    /// <summary>
    /// A near-white background varies less. Where what was taken for it has parts so much darker, they are likely a white product whose
    /// edge was lost, and whitening would eat it.
    /// </summary>
    private const int WidestSpread = 60;

    /// <summary>Percent of the frame aimed at beyond what is asked for, so that rounding and re-encoding do not undo it.</summary>
    private const double Beyond = 3;

    private const double FullestFrame = 96;

    /// <summary>The background is near white all over, and the product was told from it.</summary>
    public static bool Whiten(ImageFacts facts) =>
        facts is { Background: { Median: >= DarkestToWhiten } background, Product.Confidence: >= ProductFacts.SureEnough }
        && background.MinChannel >= background.Median - WidestSpread;

    /// <summary>
    /// The part of the frame, of the same proportions, in which the product fills at least the given percent; null when it does already,
    /// or was not told from its background. The product stays whole, and in the middle as far as the frame allows.
    /// </summary>
    /// <param name="facts">Of the picture.</param>
    /// <param name="percent">Of the frame's width or height, as in <see cref="ProductFacts.FillPercent"/>; 0..100.</param>
    public static Region? CropToFill(ImageFacts facts, double percent)
    {
        if (facts.Product is not { Confidence: >= ProductFacts.SureEnough } product || product.FillPercent >= percent)
        {
            return null;
        }

        var side = Math.Max(product.Box.Width, product.Box.Height) * 100 / Math.Min(percent + Beyond, FullestFrame);
        return side >= 1 ? null : new Region(Start(product.Box.X, product.Box.Width), Start(product.Box.Y, product.Box.Height), side, side);

        double Start(double at, double extent) => Math.Clamp(at + ((extent - side) / 2), 0, 1 - side);
    }

    /// <summary>The picture without the bars or the frame round it; null when it has none, or when a line is drawn that cropping would not take out.</summary>
    public static Region? WithoutBorder(ImageFacts facts) => facts.Border is { Kind: BorderKind.Bars or BorderKind.Frame } border ? border.Inside : null;

    /// <summary>What two crops leave together.</summary>
    public static Region Both(Region a, Region b)
    {
        var (left, top) = (Math.Max(a.X, b.X), Math.Max(a.Y, b.Y));
        return new Region(left, top, Math.Max(0, Math.Min(a.X + a.Width, b.X + b.Width) - left), Math.Max(0, Math.Min(a.Y + a.Height, b.Y + b.Height) - top));
    }
}
