using MainImageHub.Domain.Images;

namespace MainImageHub.Imaging.Inspection;

/// <summary>Up to five colours that differ visibly, most frequent first.</summary>
internal static class DominantColours
{
    private const int Bins = 16;
    private const int Wanted = 5;
    private const int Apart = 40;
    private const double LeastShare = 0.01;

    public static IReadOnlyList<string> Of(PixelView picture)
    {
        var counts = new int[Bins * Bins * Bins];
        var sums = new long[counts.Length * 3];
        var seen = 0;
        // Every third pixel is plenty for a ranking.
        for (var i = 0; i < picture.Count; i += 3)
        {
            var (r, g, b) = picture[i];
            var bin = ((r >> 4) * Bins * Bins) + ((g >> 4) * Bins) + (b >> 4);
            counts[bin]++;
            sums[bin * 3] += r;
            sums[(bin * 3) + 1] += g;
            sums[(bin * 3) + 2] += b;
            seen++;
        }

        List<(int R, int G, int B)> chosen = [];
        foreach (var bin in Enumerable.Range(0, counts.Length).Where(b => counts[b] > seen * LeastShare).OrderByDescending(b => counts[b]))
        {
            var colour = (R: Mean(sums[bin * 3], counts[bin]), G: Mean(sums[(bin * 3) + 1], counts[bin]), B: Mean(sums[(bin * 3) + 2], counts[bin]));
            if (chosen.Count < Wanted && chosen.TrueForAll(c => Math.Abs(c.R - colour.R) + Math.Abs(c.G - colour.G) + Math.Abs(c.B - colour.B) >= Apart))
            {
                chosen.Add(colour);
            }
        }

        return [.. chosen.Select(HexColour.Of)];
    }

    /// <summary>Rounded, so that a few mixed pixels at an edge do not turn white into #fffefe.</summary>
    private static int Mean(long sum, int count) => (int)((sum + (count / 2)) / count);
}
