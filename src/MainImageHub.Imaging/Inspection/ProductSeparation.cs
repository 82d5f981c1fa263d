using System.Buffers;
using MainImageHub.Domain.Images;
using MainImageHub.Imaging.Vision;

namespace MainImageHub.Imaging.Inspection;

/// <summary>What is background, what is product, and where text stands in relation to them.</summary>
internal sealed record Separation(BackgroundFacts Background, ProductFacts? Product, IReadOnlyList<TextRegion>? Text, BorderFacts Border)
{
    /// <summary>Background that the product encloses.</summary>
    public Openings Openings { get; init; } = Openings.None;
}

/// <summary>
/// Tells background from product. The background is flooded from the frame over pixels that continue it smoothly (so that it follows
/// gradients and soft shadows but stops at an edge, even a faint one round a white product); what was not reached and is more than
/// a speck is product. The soft shadow a product stands on belongs to neither: it does not make the product bigger, nor the
/// background less white, as long as it stays by the product and away from the frame. What the product encloses is its own unless it
/// clearly continues the background (<see cref="EnclosedBackground"/>).
/// </summary>
internal static class ProductSeparation
{
    /// <summary>Longest side of the copy that is looked at.</summary>
    public const int Side = 768;

    internal const byte Unknown = 0;
    internal const byte Flooded = 1;
    internal const byte OffWhite = 2;

    /// <summary>Off-white as well, but the product's own shadow, which is let be.</summary>
    internal const byte Shadow = 5;

    /// <summary>Levels between neighbouring pixels of the background: film grain and strong JPEG stay below three.</summary>
    private const double Textured = 4;

    private const byte Excluded = 3;
    private const byte Enclosed = 4;

    private delegate T Look<out T>(PixelView picture, Span<byte> mask, Flood flood);

    /// <param name="picture">What to look at.</param>
    /// <param name="text">Where text was found, to tell printed from added; null when it was not looked for.</param>
    public static Separation Measure(PixelView picture, IReadOnlyList<FoundText>? text = null) =>
        WithBuffers(picture, (view, mask, flood) => Measure(view, mask, flood, text));

    /// <summary>What a repair of the background has to know, at the size of the picture given.</summary>
    public static BackgroundPlan PlanRepair(PixelView picture) => WithBuffers(picture, (view, mask, flood) =>
    {
        var openings = Measure(view, mask, flood, text: null).Openings;
        mask.Replace(OffWhite, Flooded);
        mask.Replace(Shadow, Flooded);
        var shapes = ShapeMap.Of(view, mask, Unknown);
        for (var i = 0; i < mask.Length; i++)
        {
            if (mask[i] == Unknown && shapes.IdAt(i % view.Width, i / view.Width) == 0)
            {
                // Dust and the ringing of JPEG.
                mask[i] = Flooded;
            }
        }

        return BackgroundPlan.Of(view, mask, FrameColour.Of(view), shapes.FindProduct(), openings);
    });

    /// <summary>Where the background is visibly off-white, and by how much: levels below 255, one byte a pixel, 0 elsewhere.</summary>
    public static byte[] MapOffWhite(PixelView picture) => WithBuffers(picture, (view, mask, flood) =>
    {
        _ = Measure(view, mask, flood, text: null);
        var levels = new byte[mask.Length];
        for (var i = 0; i < mask.Length; i++)
        {
            levels[i] = mask[i] == OffWhite ? (byte)(255 - view.Lowest(i)) : (byte)0;
        }

        return levels;
    });

    private static T WithBuffers<T>(PixelView picture, Look<T> look)
    {
        var labels = ArrayPool<byte>.Shared.Rent(picture.Count);
        var estimates = ArrayPool<ushort>.Shared.Rent(picture.Count * 3);
        var queue = ArrayPool<int>.Shared.Rent(picture.Count);
        try
        {
            var mask = labels.AsSpan(0, picture.Count);
            mask.Clear();
            var flood = new Flood(picture, mask, estimates, queue);
            return look(picture, mask, flood);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(labels);
            ArrayPool<ushort>.Shared.Return(estimates);
            ArrayPool<int>.Shared.Return(queue);
        }
    }

    private static Separation Measure(PixelView picture, Span<byte> mask, Flood flood, IReadOnlyList<FoundText>? text)
    {
        var frame = FrameColour.Of(picture);
        var outermost = FrameColour.Of(picture, ringShare: 0.003);
        var border = FindBorder(picture, outermost);
        var inner = border == 0 ? frame : FrameColour.Of(picture, border);
        flood.Run(inner, border);

        var line = OpenDrawnFrame(picture, mask, flood, inner);

        var shapes = ShapeMap.Of(picture, mask, Unknown);
        var product = shapes.FindProduct();
        var ringShare = flood.RingShare(border);
        var described = Describe(picture, product, ringShare, inner);
        var regions = text is null ? null : AddedText.Tell(text, picture, mask, shapes, product, ringShare);
        var openings = EnclosedBackground.Open(picture, mask, flood, inner, product);
        var background = BackgroundMeasure.Of(picture, mask, shapes, product, openings, border);
        return new Separation(background, described, regions, BorderMeasure.Of(picture, border, outermost, product is null ? null : line)) { Openings = openings };
    }

    /// <summary>A thin line drawn round the picture is an overlay: the background it encloses is looked for inside it.</summary>
    private static Shape? OpenDrawnFrame(PixelView picture, Span<byte> mask, Flood flood, FrameColour colour)
    {
        var enclosed = 0;
        for (var i = 0; i < mask.Length; i++)
        {
            if (mask[i] == Unknown && colour.Distance(picture[i]) <= FrameColour.Near / 2)
            {
                mask[i] = Enclosed;
                enclosed++;
            }
        }

        var line = enclosed > mask.Length / 5 ? ShapeMap.Of(picture, mask, Unknown).FindHollowFrame() : null;
        if (line is not null)
        {
            flood.RunThrough(Enclosed, colour);
            ShapeMap.Of(picture, mask, Unknown).RelabelHollowFrame(mask, Excluded);
        }

        mask.Replace(Enclosed, line is null ? Unknown : Flooded);
        return line;
    }

    private static ProductFacts? Describe(PixelView picture, ProductShape? product, double ringShare, FrameColour frame)
    {
        if (product is null)
        {
            return null;
        }

        var box = new Region(
            (double)product.Left / picture.Width,
            (double)product.Top / picture.Height,
            (double)(product.Right - product.Left) / picture.Width,
            (double)(product.Bottom - product.Top) / picture.Height);
        // Where hardly any of the frame is one background, the picture is a scene or full-bleed and the box is a guess; likewise on wood or
        // cloth, whose streaks the flood leaves standing.
        var confidence = ringShare switch
        {
            _ when frame.Noise >= Textured => 0.3,
            >= 0.6 => 0.95,
            >= 0.3 => 0.75,
            >= 0.1 when frame.IsWhitish => 0.6,
            _ => 0.3,
        };
        return new ProductFacts { Box = box, FillPercent = Math.Round(100 * Math.Max(box.Width, box.Height), 1), Objects = product.Parts.Count, Confidence = confidence };
    }

    /// <summary>Width in pixels of a uniform border that is not the background: bars or a frame added round a picture; 0 when there is none.</summary>
    private static int FindBorder(PixelView picture, FrameColour frame)
    {
        if (frame.Share < 0.9 || frame.IsWhitish)
        {
            return 0;
        }

        var limit = Math.Min(picture.Width, picture.Height) / 8;
        var width = 0;
        while (width < limit && RingIs(picture, frame, width))
        {
            width++;
        }

        if (width == 0 || width == limit)
        {
            return 0;
        }

        // Scaling mixes the border's last pixels with the picture.
        var inset = width + 2;
        var inner = FrameColour.Of(picture, inset);
        return inner.Share >= 0.5 && frame.Distance((inner.R, inner.G, inner.B)) > 30 ? inset : 0;
    }

    private static bool RingIs(PixelView picture, FrameColour frame, int at)
    {
        var (right, bottom) = (picture.Width - 1 - at, picture.Height - 1 - at);
        var (hits, total) = (0, 0);
        for (var x = at; x <= right; x++)
        {
            hits += frame.Distance(picture[(at * picture.Width) + x]) <= FrameColour.Near ? 1 : 0;
            hits += frame.Distance(picture[(bottom * picture.Width) + x]) <= FrameColour.Near ? 1 : 0;
            total += 2;
        }

        for (var y = at; y <= bottom; y++)
        {
            hits += frame.Distance(picture[(y * picture.Width) + at]) <= FrameColour.Near ? 1 : 0;
            hits += frame.Distance(picture[(y * picture.Width) + right]) <= FrameColour.Near ? 1 : 0;
            total += 2;
        }

        return hits >= total * 0.97;
    }
}
