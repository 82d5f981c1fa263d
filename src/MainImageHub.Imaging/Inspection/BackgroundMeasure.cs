using System.Buffers;
using MainImageHub.Domain.Images;

namespace MainImageHub.Imaging.Inspection;

/// <summary>How white the background is, once it is known where it is.</summary>
internal static class BackgroundMeasure
{
    /// <summary>Pixels next to the product are mixed with it by scaling and JPEG.</summary>
    private const int Margin = 4;

    /// <summary>A product's own shadow may be this large, as a share of the product's box, before it is a dirty background.</summary>
    private const double ShadowShare = 0.6;

    /// <summary>And this much of the frame in any case: a white product whose faint edge was flooded over has too small a box.</summary>
    private const double AlwaysSmall = 0.05;

    private const byte Background = ProductSeparation.Flooded;
    private const byte OffWhite = ProductSeparation.OffWhite;

    /// <summary>What a person sees as not white on a white page.</summary>
    internal const int VisiblyOffWhite = 250;

    public static BackgroundFacts Of(PixelView picture, Span<byte> mask, ShapeMap shapes, ProductShape? product, Openings openings, int border)
    {
        var (width, height) = (picture.Width, picture.Height);
        var distance = ArrayPool<byte>.Shared.Rent(picture.Count);
        try
        {
            var nearProduct = distance.AsSpan(0, picture.Count);
            AbsorbFaintMarks(mask, shapes, product, width, height);
            MarkNear(mask, width, height, nearProduct);
            for (var i = 0; i < mask.Length; i++)
            {
                if (mask[i] == Background && nearProduct[i] > Margin && picture.Lowest(i) < VisiblyOffWhite)
                {
                    mask[i] = OffWhite;
                }
            }

            var patches = ShapeMap.Of(picture, mask, OffWhite);
            var shadows = patches.Shapes.Where(patch => !openings.Hold(patch) && IsShadow(patch, product, border, width, height)).Select(patch => patch.Id).ToHashSet();
            for (var i = 0; shadows.Count > 0 && i < mask.Length; i++)
            {
                if (mask[i] == OffWhite && shadows.Contains(patches.IdAt(i % width, i / width)))
                {
                    mask[i] = ProductSeparation.Shadow;
                }
            }

            var perhapsProduct = WhiteProduct.Among(picture, mask, patches, border);
            var worst = patches.Shapes.Where(patch => !shadows.Contains(patch.Id)).MaxBy(patch => patch.Area);
            return Summarise(picture, mask, nearProduct, patches, perhapsProduct, worst, openings);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(distance);
        }
    }

    private static BackgroundFacts Summarise(PixelView picture, ReadOnlySpan<byte> mask, ReadOnlySpan<byte> nearProduct, ShapeMap patches, HashSet<int> perhapsProduct, Shape? worst, Openings openings)
    {
        Span<int> histogram = stackalloc int[256];
        histogram.Clear();
        int total = 0, pure = 0, area = 0, perhaps = 0, shadow = 0, lowest = 255;
        for (var i = 0; i < mask.Length; i++)
        {
            if (mask[i] != Background && mask[i] != OffWhite && mask[i] != ProductSeparation.Shadow)
            {
                continue;
            }

            area++;
            shadow += mask[i] == ProductSeparation.Shadow ? 1 : 0;
            if (nearProduct[i] <= Margin || mask[i] == ProductSeparation.Shadow)
            {
                continue;
            }

            var low = picture.Lowest(i);
            histogram[low]++;
            total++;
            pure += low == 255 ? 1 : 0;
            if (mask[i] == OffWhite && patches.IdAt(i % picture.Width, i / picture.Width) is > 0 and var patch)
            {
                lowest = Math.Min(lowest, low);
                perhaps += perhapsProduct.Contains(patch) ? 1 : 0;
            }
        }

        if (total == 0)
        {
            return new BackgroundFacts { PureShare = 0, NearShare = 0, Median = 0, MinChannel = 0, Share = 0 };
        }

        var near = 0;
        for (var value = 250; value < 256; value++)
        {
            near += histogram[value];
        }

        var median = 0;
        for (var seen = histogram[0]; seen * 2 < total && median < 255; seen += histogram[median])
        {
            median++;
        }

        return new BackgroundFacts
        {
            PureShare = (double)pure / total,
            NearShare = (double)near / total,
            Median = median,
            MinChannel = Math.Min(lowest, median),
            Share = (double)area / mask.Length,
            ShadowShare = (double)shadow / mask.Length,
            PerhapsProductShare = (double)perhaps / total,
            PerhapsLeftShare = (double)openings.PerhapsPixels / (total + openings.PerhapsPixels),
            PerhapsLeft = openings.Perhaps?.Of(picture.Width, picture.Height),
            OffWhite = worst is null ? null : new Region(
                (double)worst.Left / picture.Width,
                (double)worst.Top / picture.Height,
                (double)worst.Width / picture.Width,
                (double)worst.Height / picture.Height),
        };
    }

    /// <summary>A faint mark away from the product (a watermark) dirties the background; dark lettering is an overlay and judged as such.</summary>
    private static void AbsorbFaintMarks(Span<byte> mask, ShapeMap shapes, ProductShape? product, int width, int height)
    {
        const int Faint = 100;
        var near = Math.Max(width, height) / 50;
        foreach (var shape in shapes.Shapes)
        {
            var apart = product is null
                || shape.Left > product.Right + near || shape.Right < product.Left - near
                || shape.Top > product.Bottom + near || shape.Bottom < product.Top - near;
            if (apart && shape.Darkest >= Faint)
            {
                shapes.Relabel(shape, mask, Background);
            }
        }
    }

    /// <summary>
    /// A shadow lies by its product or floats under it, away from the frame. The flood followed it, so it is soft; what has an
    /// edge was left out before.
    /// </summary>
    internal static bool IsShadow(Shape patch, ProductShape? product, int border, int width, int height)
    {
        if (product is null)
        {
            return false;
        }

        var edge = border + Math.Max(2, (int)(Math.Min(width, height) * 0.01));
        if (patch.Left < edge || patch.Top < edge || patch.Right > width - edge || patch.Bottom > height - edge)
        {
            return false;
        }

        var (productWidth, productHeight) = (product.Right - product.Left, product.Bottom - product.Top);
        var reach = Math.Max(productWidth, productHeight) / 4;
        return patch.Area <= Math.Max(ShadowShare * productWidth * productHeight, AlwaysSmall * width * height)
            && patch.Left < product.Right + reach && patch.Right > product.Left - reach
            && patch.Top < product.Bottom + reach && patch.Bottom > product.Top - reach;
    }

    /// <summary>City-block distance to the nearest pixel that is not background, capped at 255, in two passes.</summary>
    internal static void MarkNear(ReadOnlySpan<byte> mask, int width, int height, Span<byte> distance)
    {
        for (var y = 0; y < height; y++)
        {
            var left = 254;
            var row = distance.Slice(y * width, width);
            var above = y > 0 ? distance.Slice((y - 1) * width, width) : row;
            var labels = mask.Slice(y * width, width);
            for (var x = 0; x < row.Length; x++)
            {
                left = labels[x] == Background ? Math.Min(Math.Min(left, y > 0 ? above[x] : 254) + 1, 255) : 0;
                row[x] = (byte)left;
                left = Math.Min(left, 254);
            }
        }

        for (var y = height - 1; y >= 0; y--)
        {
            var right = 254;
            var row = distance.Slice(y * width, width);
            var below = y + 1 < height ? distance.Slice((y + 1) * width, width) : row;
            for (var x = row.Length - 1; x >= 0; x--)
            {
                var nearest = Math.Min(Math.Min(right, y + 1 < height ? below[x] : 254) + 1, row[x]);
                row[x] = (byte)nearest;
                right = Math.Min(nearest, 254);
            }
        }
    }
}
