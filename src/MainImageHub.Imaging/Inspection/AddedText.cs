using MainImageHub.Domain.Images;
using MainImageHub.Imaging.Vision;

namespace MainImageHub.Imaging.Inspection;

/// <summary>
/// Tells text that was laid over a photograph from text that is printed on the product. Print cannot stand beside its product, nor
/// on a patch of its own away from it; and where the picture is all scene, letters of one pure colour across a changing ground were
/// not photographed. What could be either is left to a person.
/// </summary>
internal static class AddedText
{
    /// <summary>Below this the model may have seen a button, a lace or a pattern.</summary>
    private const double SureOfText = 0.8;

    /// <summary>From this share of background round a text on, it stands on the background.</summary>
    private const double OnBackground = 0.6;

    /// <summary>From here on it reaches over the product's edge, as print does only when the edge was found badly.</summary>
    private const double AcrossEdge = 0.25;

    /// <summary>A small patch is there for its text when the text fills this much of it: a badge, a price tag.</summary>
    private const double SmallBadge = 0.15;

    /// <summary>One that is large enough to be a second product must be plain and hold more text than a label does ...</summary>
    private const double LargeBadge = 0.25;
    private const double Plain = 0.8;

    /// <summary>... or be hardly more than its letters and their glow.</summary>
    private const double Lettering = 0.5;

    /// <summary>What covers this much of the product is the product: a rope or a cactus that the model takes for a letter.</summary>
    private const double ProductItself = 0.4;

    /// <summary>A ground of which less has one colour changes behind the letters; what is printed on a thing has that thing's colour round it.</summary>
    private const double Changing = 0.6;

    /// <summary>Letters of which this much has one colour were drawn: in a photograph light and folds shade them.</summary>
    private const double Drawn = 0.6;

    /// <summary>And this much in any case, or it is a pattern.</summary>
    private const double Even = 0.33;

    /// <summary>Weaker marks than this are no letters to anybody.</summary>
    private const int Readable = 40;

    /// <summary>White on dark or black on light.</summary>
    private const int Stark = 180;

    /// <summary>More texts than this on a full-bleed picture are a cover or a box; one to a few were laid over it.</summary>
    private const int Few = 6;

    public static IReadOnlyList<TextRegion> Tell(IReadOnlyList<FoundText> found, PixelView picture, ReadOnlySpan<byte> mask, ShapeMap shapes, ProductShape? product, double ringShare)
    {
        var fullBleed = ringShare < 0.3 || product is null
            || (product.Right - product.Left > picture.Width * 0.95 && product.Bottom - product.Top > picture.Height * 0.95);
        var sure = found.Count(text => text.Confidence >= SureOfText);
        var boxes = found.Select(text => text.Box).ToArray();
        List<TextRegion> regions = [];
        foreach (var text in found)
        {
            var ground = TextGround.Of(text.Box, picture, mask, shapes, product);
            var readable = text.Confidence >= SureOfText && ground.Contrast >= Readable && !(ground.Apart < 0.5 && CoversProduct(text.Box, product));
            var patch = Patch(text.Box, shapes);
            var origin = !readable ? Doubtful(text, ground)
                : IsBadge(patch, ground, boxes, product) ? TextOrigin.Added
                : Tell(ground, fullBleed, sure);
            regions.Add(new TextRegion
            {
                Box = text.Box.Of(picture.Width, picture.Height),
                Confidence = Math.Round(text.Confidence, 3),
                Origin = origin,
                OnDrawnPatch = origin != TextOrigin.Added && readable && ground.Flat >= Changing && DrawnPatch.Bears(text.Box, ground.Colour, picture, boxes),
            });
        }

        return regions;
    }

    /// <summary>Faint or doubtful: on the product it is taken for its pattern, on bare background for a weak watermark that a person should see.</summary>
    private static TextOrigin Doubtful(FoundText text, TextGround ground) =>
        text.Confidence >= SureOfText && ground.Contrast > 0 && ground.Around >= OnBackground && ground.Apart >= 0.5 ? TextOrigin.Unclear : TextOrigin.Printed;

    private static TextOrigin Tell(TextGround ground, bool fullBleed, int texts)
    {
        if (ground.Around >= OnBackground)
        {
            return ground.Apart >= 0.5 || ground.Flat >= 0.9 ? TextOrigin.Added : TextOrigin.Unclear;
        }

        if (ground.Apart >= 0.5)
        {
            return TextOrigin.Unclear;
        }

        if (fullBleed)
        {
            return !ground.Pure || ground.Contrast < Stark || ground.Solid < Even ? TextOrigin.Printed
                : texts <= Few && (ground.Flat < Changing || ground.Solid >= Drawn) ? TextOrigin.Added
                : TextOrigin.Unclear;
        }

        return ground.Around >= AcrossEdge ? TextOrigin.Unclear : TextOrigin.Printed;
    }

    private static bool IsBadge(Shape? patch, TextGround ground, IReadOnlyList<PixelBox> texts, ProductShape? product)
    {
        if (patch is null || patch == product?.Parts.MaxBy(part => part.Area))
        {
            return false;
        }

        var filled = Filled(patch, texts);
        return ground.Apart >= 0.5 ? filled >= SmallBadge : filled >= Lettering || (filled >= LargeBadge && ground.Flat >= Plain);
    }

    private static bool CoversProduct(PixelBox box, ProductShape? product) =>
        product is not null
        && (double)box.Width * box.Height > ProductItself * (product.Right - product.Left) * (product.Bottom - product.Top);

    /// <summary>The shape that a text stands on; null where that is background.</summary>
    private static Shape? Patch(PixelBox box, ShapeMap shapes) =>
        shapes.IdAt((box.Left + box.Right) / 2, (box.Top + box.Bottom) / 2) is > 0 and var id ? shapes.Shapes[id - 1] : null;

    /// <summary>How much of a shape's box is covered by text.</summary>
    private static double Filled(Shape patch, IReadOnlyList<PixelBox> texts)
    {
        var covered = texts.Where(text => text.Left < patch.Right && text.Right > patch.Left && text.Top < patch.Bottom && text.Bottom > patch.Top)
            .Sum(text => (double)text.Width * text.Height);
        return covered / ((double)patch.Width * patch.Height);
    }
}
