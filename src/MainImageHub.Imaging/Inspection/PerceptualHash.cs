namespace MainImageHub.Imaging.Inspection;

/// <summary>
/// A 64-bit fingerprint: the signs, against their median, of the 64 lowest frequencies of a 32 x 32 luminance picture.
/// Re-encoding and scaling move a few bits, a slight crop some more, another picture about half of them.
/// </summary>
internal static class PerceptualHash
{
    private const int Side = 32;
    private const int Kept = 8;

    private static readonly float[] Cosines = MakeCosines();

    /// <param name="rgb">Rows of 8-bit sRGB, three bytes a pixel.</param>
    /// <param name="width">Pixels per row.</param>
    /// <param name="height">Rows.</param>
    public static ulong Of(ReadOnlySpan<byte> rgb, int width, int height)
    {
        Span<float> small = stackalloc float[Side * Side];
        Luminance(rgb, width, height, small, Side);

        Span<float> rows = stackalloc float[Side * Kept];
        for (var y = 0; y < Side; y++)
        {
            for (var u = 0; u < Kept; u++)
            {
                var sum = 0f;
                for (var x = 0; x < Side; x++)
                {
                    sum += small[(y * Side) + x] * Cosines[(u * Side) + x];
                }

                rows[(y * Kept) + u] = sum;
            }
        }

        Span<float> lowest = stackalloc float[Kept * Kept];
        for (var v = 0; v < Kept; v++)
        {
            for (var u = 0; u < Kept; u++)
            {
                var sum = 0f;
                for (var y = 0; y < Side; y++)
                {
                    sum += rows[(y * Kept) + u] * Cosines[(v * Side) + y];
                }

                lowest[(v * Kept) + u] = sum;
            }
        }

        Span<float> sorted = stackalloc float[(Kept * Kept) - 1];
        lowest[1..].CopyTo(sorted);
        sorted.Sort();
        var median = sorted[sorted.Length / 2];
        var hash = 0UL;
        for (var i = 0; i < lowest.Length; i++)
        {
            // The first coefficient is the mean brightness: it would always be set.
            if (i > 0 && lowest[i] > median)
            {
                hash |= 1UL << i;
            }
        }

        return hash;
    }

    public static int Distance(ulong a, ulong b) => System.Numerics.BitOperations.PopCount(a ^ b);

    /// <summary>Averages areas to a square of luminances 0..255; the aspect ratio is given up on purpose.</summary>
    private static void Luminance(ReadOnlySpan<byte> rgb, int width, int height, Span<float> target, int side)
    {
        for (var ty = 0; ty < side; ty++)
        {
            var (y0, y1) = Range(ty, side, height);
            for (var tx = 0; tx < side; tx++)
            {
                var (x0, x1) = Range(tx, side, width);
                long sum = 0;
                for (var y = y0; y < y1; y++)
                {
                    var row = rgb[(((y * width) + x0) * 3)..(((y * width) + x1) * 3)];
                    for (var i = 0; i < row.Length; i += 3)
                    {
                        sum += (299 * row[i]) + (587 * row[i + 1]) + (114 * row[i + 2]);
                    }
                }

                target[(ty * side) + tx] = sum / (1000f * (y1 - y0) * (x1 - x0));
            }
        }
    }

    private static (int From, int To) Range(int index, int side, int length)
    {
        var from = Math.Min(length - 1, (int)((long)index * length / side));
        return (from, Math.Max(from + 1, (int)((long)(index + 1) * length / side)));
    }

    private static float[] MakeCosines()
    {
        var table = new float[Kept * Side];
        for (var u = 0; u < Kept; u++)
        {
            for (var x = 0; x < Side; x++)
            {
                table[(u * Side) + x] = MathF.Cos(MathF.PI * u * (x + 0.5f) / Side);
            }
        }

        return table;
    }
}
