using MainImageHub.Imaging.Vision;

namespace MainImageHub.Imaging.Inspection;

/// <summary>What a text stands on, and how its letters look against it.</summary>
/// <param name="Around">Share of the band round the text that is background.</param>
/// <param name="Apart">Share of the text's other pixels that belong to no part of the product.</param>
/// <param name="Flat">Share of the band that has the band's most frequent colour.</param>
/// <param name="Solid">Share of the letters' pixels that have the letters' most frequent colour.</param>
/// <param name="Contrast">Between those two colours, in the channel where it is largest, 0..255; 0 where no letters stand out.</param>
/// <param name="Pure">The letters are white or black as a screen draws them, not as a camera sees them.</param>
/// <param name="Colour">The band's most frequent colour.</param>
internal readonly record struct TextGround(double Around, double Apart, double Flat, double Solid, int Contrast, bool Pure, (int R, int G, int B) Colour)
{
    /// <summary>Colours this near are one to the eye and to JPEG.</summary>
    private const int Same = 20;

    private const int Bins = 8;
    private const int BinShift = 5;

    public static TextGround Of(PixelBox box, PixelView picture, ReadOnlySpan<byte> mask, ShapeMap shapes, ProductShape? product)
    {
        var reach = Math.Max(2, Math.Min(box.Width, box.Height) / 8);
        var outer = new PixelBox(
            Math.Max(0, box.Left - reach), Math.Max(0, box.Top - reach), Math.Min(picture.Width, box.Right + reach), Math.Min(picture.Height, box.Bottom + reach));
        var parts = product?.Parts.Select(p => p.Id).ToHashSet() ?? [];
        var (band, background, inside, apart) = (0, 0, 0, 0);
        Span<int> counts = stackalloc int[Bins * Bins * Bins];
        counts.Clear();
        for (var y = outer.Top; y < outer.Bottom; y++)
        {
            for (var x = outer.Left; x < outer.Right; x++)
            {
                var at = (y * picture.Width) + x;
                var isBackground = mask[at] == ProductSeparation.Flooded;
                if (x < box.Left || x >= box.Right || y < box.Top || y >= box.Bottom)
                {
                    band++;
                    background += isBackground ? 1 : 0;
                    counts[Bin(picture[at])]++;
                }
                else if (!isBackground)
                {
                    inside++;
                    apart += parts.Contains(shapes.IdAt(x, y)) ? 0 : 1;
                }
            }
        }

        if (band == 0)
        {
            return default;
        }

        var ground = MeanOf(picture, outer, box, counts.IndexOf(Largest(counts)), outside: true);
        var flat = ShareNear(picture, outer, box, ground, outside: true, ground, 0);

        counts.Clear();
        for (var y = box.Top; y < box.Bottom; y++)
        {
            for (var x = box.Left; x < box.Right; x++)
            {
                var p = picture[(y * picture.Width) + x];
                if (Distance(p, ground) > 2 * Same)
                {
                    counts[Bin(p)]++;
                }
            }
        }

        if (Largest(counts) == 0)
        {
            return new TextGround((double)background / band, inside == 0 ? 1 : (double)apart / inside, flat, 0, 0, Pure: false, ground);
        }

        var ink = MeanOf(picture, box, box, counts.IndexOf(Largest(counts)), outside: false);
        return new TextGround(
            (double)background / band,
            inside == 0 ? 1 : (double)apart / inside,
            flat,
            ShareNear(picture, box, box, ink, outside: false, ground, 2 * Same),
            Distance(ink, ground),
            Math.Min(ink.R, Math.Min(ink.G, ink.B)) >= 255 - Same || Math.Max(ink.R, Math.Max(ink.G, ink.B)) <= Same,
            ground);
    }

    private static int Bin((int R, int G, int B) p) => ((p.R >> BinShift) * Bins * Bins) + ((p.G >> BinShift) * Bins) + (p.B >> BinShift);

    private static int Largest(ReadOnlySpan<int> counts)
    {
        var largest = 0;
        foreach (var count in counts)
        {
            largest = Math.Max(largest, count);
        }

        return largest;
    }

    private static (int R, int G, int B) MeanOf(PixelView picture, PixelBox area, PixelBox box, int bin, bool outside)
    {
        long r = 0, g = 0, b = 0, n = 0;
        for (var y = area.Top; y < area.Bottom; y++)
        {
            for (var x = area.Left; x < area.Right; x++)
            {
                var p = picture[(y * picture.Width) + x];
                var isInside = x >= box.Left && x < box.Right && y >= box.Top && y < box.Bottom;
                if (isInside != outside && Bin(p) == bin)
                {
                    (r, g, b, n) = (r + p.R, g + p.G, b + p.B, n + 1);
                }
            }
        }

        return n == 0 ? default : ((int)(r / n), (int)(g / n), (int)(b / n));
    }

    /// <summary>Of the pixels that differ from <paramref name="other"/> by more than <paramref name="apart"/>, the share that has the colour.</summary>
    private static double ShareNear(PixelView picture, PixelBox area, PixelBox box, (int R, int G, int B) colour, bool outside, (int R, int G, int B) other, int apart)
    {
        var (near, total) = (0, 0);
        for (var y = area.Top; y < area.Bottom; y++)
        {
            for (var x = area.Left; x < area.Right; x++)
            {
                var p = picture[(y * picture.Width) + x];
                var isInside = x >= box.Left && x < box.Right && y >= box.Top && y < box.Bottom;
                if (isInside == outside || (apart > 0 && Distance(p, other) <= apart))
                {
                    continue;
                }

                total++;
                near += Distance(p, colour) <= Same ? 1 : 0;
            }
        }

        return total == 0 ? 0 : (double)near / total;
    }

    private static int Distance((int R, int G, int B) a, (int R, int G, int B) b) =>
        Math.Max(Math.Abs(a.R - b.R), Math.Max(Math.Abs(a.G - b.G), Math.Abs(a.B - b.B)));
}
