namespace MainImageHub.Imaging.Inspection;

/// <summary>
/// How alike two pictures are where the product is. Two products on white agree in most of their pixels, and say nothing by it;
/// so only what stands out from either background counts. It is looked at twice, in the whole frame and cut to what stands out
/// (an added margin or a crop then changes little), and the better look decides.
/// </summary>
internal readonly record struct ProductLikeness(double Correlation, double Tone)
{
    private const int Side = PictureComparer.Side;
    private const int Cut = Side / 2;

    // Per channel, 0 to 255: away from the background by more than its noise, and by enough to draw a box around it.
    private const int StandsOut = 20;
    private const int Frames = 30;

    // Fewer pixels are noise.
    private const int Fewest = 50;
    private const int NarrowestBox = 8;

    /// <param name="a">RGB, <see cref="PictureComparer.Side"/> squared.</param>
    /// <param name="b">The same.</param>
    /// <returns>Correlation over all channels (-1 to 1) and the mean difference of a channel (0 to 255), each the better of the two looks.</returns>
    public static ProductLikeness Of(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        Span<byte> groundA = stackalloc byte[3];
        Span<byte> groundB = stackalloc byte[3];
        Background(a, groundA);
        Background(b, groundB);
        var pixelsA = new float[Cut * Cut * 3];
        var pixelsB = new float[Cut * Cut * 3];
        Take(a, (0, 0, Side, Side), pixelsA);
        Take(b, (0, 0, Side, Side), pixelsB);
        var whole = Compare(pixelsA, groundA, pixelsB, groundB);
        Take(a, Box(a, groundA), pixelsA);
        Take(b, Box(b, groundB), pixelsB);
        var cut = Compare(pixelsA, groundA, pixelsB, groundB);
        return new ProductLikeness(Math.Max(whole.Correlation, cut.Correlation), Math.Min(whole.Tone, cut.Tone));
    }

    /// <summary>The median colour of the outermost pixels.</summary>
    private static void Background(ReadOnlySpan<byte> rgb, Span<byte> ground)
    {
        Span<byte> ring = stackalloc byte[Side * 4];
        for (var channel = 0; channel < 3; channel++)
        {
            for (var i = 0; i < Side; i++)
            {
                ring[i * 4] = rgb[(i * 3) + channel];
                ring[(i * 4) + 1] = rgb[((((Side - 1) * Side) + i) * 3) + channel];
                ring[(i * 4) + 2] = rgb[(i * Side * 3) + channel];
                ring[(i * 4) + 3] = rgb[(((i * Side) + Side - 1) * 3) + channel];
            }

            ring.Sort();
            ground[channel] = ring[ring.Length / 2];
        }
    }

    private static (int X, int Y, int Width, int Height) Box(ReadOnlySpan<byte> rgb, ReadOnlySpan<byte> ground)
    {
        var (left, top, right, bottom) = (Side, Side, -1, -1);
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var at = ((y * Side) + x) * 3;
                if (Math.Abs(rgb[at] - ground[0]) > Frames || Math.Abs(rgb[at + 1] - ground[1]) > Frames || Math.Abs(rgb[at + 2] - ground[2]) > Frames)
                {
                    (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x), Math.Max(bottom, y));
                }
            }
        }

        return right - left < NarrowestBox || bottom - top < NarrowestBox ? (0, 0, Side, Side) : (left, top, right - left + 1, bottom - top + 1);
    }

    /// <summary>Stretches a box to the small square, bilinearly.</summary>
    private static void Take(ReadOnlySpan<byte> rgb, (int X, int Y, int Width, int Height) box, Span<float> pixels)
    {
        for (var y = 0; y < Cut; y++)
        {
            var (y0, y1, down) = Between(box.Y + ((y + 0.5f) * box.Height / Cut));
            for (var x = 0; x < Cut; x++)
            {
                var (x0, x1, across) = Between(box.X + ((x + 0.5f) * box.Width / Cut));
                for (var channel = 0; channel < 3; channel++)
                {
                    var above = (rgb[(((y0 * Side) + x0) * 3) + channel] * (1 - across)) + (rgb[(((y0 * Side) + x1) * 3) + channel] * across);
                    var below = (rgb[(((y1 * Side) + x0) * 3) + channel] * (1 - across)) + (rgb[(((y1 * Side) + x1) * 3) + channel] * across);
                    pixels[(((y * Cut) + x) * 3) + channel] = (above * (1 - down)) + (below * down);
                }
            }
        }
    }

    private static (int From, int To, float Share) Between(float centre)
    {
        var at = Math.Clamp(centre - 0.5f, 0, Side - 1);
        var from = (int)at;
        return (from, Math.Min(from + 1, Side - 1), at - from);
    }

    private static ProductLikeness Compare(ReadOnlySpan<float> a, ReadOnlySpan<byte> groundA, ReadOnlySpan<float> b, ReadOnlySpan<byte> groundB)
    {
        var counted = new List<int>(Cut * Cut);
        double sumA = 0, sumB = 0, difference = 0;
        for (var at = 0; at < a.Length; at += 3)
        {
            if (Out(a, at, groundA) || Out(b, at, groundB))
            {
                counted.Add(at);
                for (var channel = 0; channel < 3; channel++)
                {
                    (sumA, sumB) = (sumA + a[at + channel], sumB + b[at + channel]);
                    difference += Math.Abs(a[at + channel] - b[at + channel]);
                }
            }
        }

        if (counted.Count < Fewest)
        {
            // Two plain areas: alike when their colours are.
            var apart = (Math.Abs(groundA[0] - groundB[0]) + Math.Abs(groundA[1] - groundB[1]) + Math.Abs(groundA[2] - groundB[2])) / 3.0;
            return new ProductLikeness(0, apart);
        }

        var samples = counted.Count * 3.0;
        var (meanA, meanB) = (sumA / samples, sumB / samples);
        double ab = 0, aa = 0, bb = 0;
        foreach (var at in counted)
        {
            for (var channel = 0; channel < 3; channel++)
            {
                var (da, db) = (a[at + channel] - meanA, b[at + channel] - meanB);
                (ab, aa, bb) = (ab + (da * db), aa + (da * da), bb + (db * db));
            }
        }

        return new ProductLikeness(aa < 1 || bb < 1 ? 0 : ab / Math.Sqrt(aa * bb), difference / samples);
    }

    private static bool Out(ReadOnlySpan<float> pixels, int at, ReadOnlySpan<byte> ground) =>
        Math.Abs(pixels[at] - ground[0]) > StandsOut || Math.Abs(pixels[at + 1] - ground[1]) > StandsOut || Math.Abs(pixels[at + 2] - ground[2]) > StandsOut;
}
