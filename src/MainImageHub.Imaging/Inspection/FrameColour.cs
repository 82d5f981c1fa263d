namespace MainImageHub.Imaging.Inspection;

/// <summary>The colour most of a picture's outer ring has, found as the heaviest neighbourhood of a coarse colour histogram.</summary>
/// <param name="R">0..255.</param>
/// <param name="G">0..255.</param>
/// <param name="B">0..255.</param>
/// <param name="Share">Share of the ring within <see cref="Near"/> of it.</param>
/// <param name="Noise">Typical difference of neighbouring pixels of that colour: film grain, JPEG.</param>
internal readonly record struct FrameColour(int R, int G, int B, double Share, double Noise)
{
    public const int Near = 24;

    private const int Bins = 16;

    public bool IsWhitish => Whitish((R, G, B));

    public int Distance((int R, int G, int B) p) => Distance((R, G, B), p);

    public static bool Whitish((int R, int G, int B) p) => Math.Min(p.R, Math.Min(p.G, p.B)) >= 225;

    public static int Distance((int R, int G, int B) a, (int R, int G, int B) b) =>
        Math.Max(Math.Abs(a.R - b.R), Math.Max(Math.Abs(a.G - b.G), Math.Abs(a.B - b.B)));

    /// <param name="picture">What to look at.</param>
    /// <param name="inset">Pixels to leave out along each edge, where a border was found.</param>
    /// <param name="ringShare">Width of the ring as a share of the shorter side.</param>
    public static FrameColour Of(PixelView picture, int inset = 0, double ringShare = 0.02)
    {
        var ring = Math.Max(1, (int)Math.Round(Math.Min(picture.Width, picture.Height) * ringShare));
        Span<int> counts = stackalloc int[Bins * Bins * Bins];
        counts.Clear();
        var total = 0;
        for (var y = inset; y < picture.Height - inset; y++)
        {
            for (var x = inset; x < picture.Width - inset; x = Next(x, y, picture, inset, ring))
            {
                var (r, g, b) = picture[(y * picture.Width) + x];
                counts[((r >> 4) * Bins * Bins) + ((g >> 4) * Bins) + (b >> 4)]++;
                total++;
            }
        }

        var (br, bg, bb) = HeaviestNeighbourhood(counts);
        long sumR = 0, sumG = 0, sumB = 0, members = 0, steps = 0, stepSum = 0;
        for (var y = inset; y < picture.Height - inset; y++)
        {
            for (var x = inset; x < picture.Width - inset; x = Next(x, y, picture, inset, ring))
            {
                var index = (y * picture.Width) + x;
                var (r, g, b) = picture[index];
                if (Math.Abs((r >> 4) - br) > 1 || Math.Abs((g >> 4) - bg) > 1 || Math.Abs((b >> 4) - bb) > 1)
                {
                    continue;
                }

                (sumR, sumG, sumB, members) = (sumR + r, sumG + g, sumB + b, members + 1);
                if (x + 1 < picture.Width - inset)
                {
                    var step = Math.Abs(picture.Rgb[((index + 1) * 3) + 1] - g);
                    if (step < 32)
                    {
                        (steps, stepSum) = (steps + 1, stepSum + step);
                    }
                }
            }
        }

        return members == 0
            ? new FrameColour(255, 255, 255, 0, 0)
            : new FrameColour((int)(sumR / members), (int)(sumG / members), (int)(sumB / members), (double)members / total, steps == 0 ? 0 : (double)stepSum / steps);
    }

    /// <summary>Walks rows inside the ring whole, and jumps over the middle of the others.</summary>
    private static int Next(int x, int y, PixelView picture, int inset, int ring)
    {
        var inTopOrBottom = y < inset + ring || y >= picture.Height - inset - ring;
        var right = picture.Width - inset - ring;
        return !inTopOrBottom && x + 1 >= inset + ring && x + 1 < right ? right : x + 1;
    }

    private static (int R, int G, int B) HeaviestNeighbourhood(ReadOnlySpan<int> counts)
    {
        var best = (R: 15, G: 15, B: 15);
        var weight = -1;
        for (var r = 0; r < Bins; r++)
        {
            for (var g = 0; g < Bins; g++)
            {
                for (var b = 0; b < Bins; b++)
                {
                    if (counts[(r * Bins * Bins) + (g * Bins) + b] == 0)
                    {
                        continue;
                    }

                    var sum = counts[(r * Bins * Bins) + (g * Bins) + b];
                    for (var dr = Math.Max(0, r - 1); dr <= Math.Min(Bins - 1, r + 1); dr++)
                    {
                        for (var dg = Math.Max(0, g - 1); dg <= Math.Min(Bins - 1, g + 1); dg++)
                        {
                            for (var db = Math.Max(0, b - 1); db <= Math.Min(Bins - 1, b + 1); db++)
                            {
                                sum += counts[(dr * Bins * Bins) + (dg * Bins) + db];
                            }
                        }
                    }

                    if (sum > weight)
                    {
                        (weight, best) = (sum, (r, g, b));
                    }
                }
            }
        }

        return best;
    }
}
