namespace MainImageHub.Imaging.Inspection;

/// <summary>What parts an enclosed area from the background outside, looked at along straight lines from its outline outwards.</summary>
/// <param name="Thin">Share of the outline from where the background is reached.</param>
/// <param name="Folded">Share from where the area itself is reached again.</param>
/// <param name="Thickness">Pixels to the background; a median of the lines that reach it, as all that follows.</param>
/// <param name="Contrast">The farthest from the area's colour that is met on the way.</param>
/// <param name="Step">The background beyond less the area.</param>
/// <param name="Outside">The lowest channel of the background beyond.</param>
internal sealed record OpeningWall(double Thin, double Folded, int Thickness, int Contrast, (int R, int G, int B) Step, int Outside)
{
    /// <summary>Scaling and JPEG mix so many pixels at an edge.</summary>
    private const int Mixed = 3;

    private int[] Largest { get; init; } = [];

    /// <summary>The share of lines on which both sides differ by no more than this, in the channel where they differ most.</summary>
    public double Within(int levels)
    {
        var count = 0;
        foreach (var step in Largest)
        {
            count += step <= levels ? 1 : 0;
        }

        return (double)count / Largest.Length;
    }

    /// <param name="picture">What to look at.</param>
    /// <param name="mask">Where the background outside is flooded, and the area has its label.</param>
    /// <param name="pixels">The area's.</param>
    /// <param name="area">The area.</param>
    /// <param name="reach">How far to follow a line.</param>
    /// <returns>Null where no background was reached.</returns>
    public static OpeningWall? Of(PixelView picture, ReadOnlySpan<byte> mask, ReadOnlySpan<int> pixels, EnclosedArea area, int reach)
    {
        var (lines, folded) = (0, 0);
        List<Crossing> crossings = [];
        foreach (var place in pixels)
        {
            var (x, y) = (place & 0xFFFF, place >> 16);
            var at = (y * picture.Width) + x;
            Follow(picture, mask, at, 1, Math.Min(reach, picture.Width - 1 - x), area.Label, crossings, ref lines, ref folded);
            Follow(picture, mask, at, -1, Math.Min(reach, x), area.Label, crossings, ref lines, ref folded);
            Follow(picture, mask, at, picture.Width, Math.Min(reach, picture.Height - 1 - y), area.Label, crossings, ref lines, ref folded);
            Follow(picture, mask, at, -picture.Width, Math.Min(reach, y), area.Label, crossings, ref lines, ref folded);
        }

        return crossings.Count == 0 ? null : new OpeningWall(
            (double)crossings.Count / lines,
            (double)folded / lines,
            Median(crossings, c => c.Thickness),
            Median(crossings, c => c.Contrast),
            (Median(crossings, c => c.R), Median(crossings, c => c.G), Median(crossings, c => c.B)),
            Median(crossings, c => c.Outside))
        {
            Largest = [.. crossings.Select(c => Math.Max(Math.Abs(c.R), Math.Max(Math.Abs(c.G), Math.Abs(c.B))))],
        };
    }

    /// <summary>One line from a pixel of the area in one direction, if the area ends there.</summary>
    private static void Follow(PixelView picture, ReadOnlySpan<byte> mask, int at, int outwards, int reach, byte label, List<Crossing> crossings, ref int lines, ref int folded)
    {
        if (reach == 0 || mask[at + outwards] == label)
        {
            return;
        }

        lines++;
        var inside = at - (outwards * Mixed);
        inside = inside >= 0 && inside < mask.Length && mask[inside] == label ? inside : at;
        var (here, contrast) = (picture[inside], 0);
        for (var step = 1; step <= reach; step++)
        {
            var next = at + (outwards * step);
            if (mask[next] == label)
            {
                folded++;
                return;
            }

            if (mask[next] == ProductSeparation.Flooded)
            {
                var beyond = step + Mixed <= reach && mask[next + (outwards * Mixed)] == ProductSeparation.Flooded ? next + (outwards * Mixed) : next;
                var there = picture[beyond];
                crossings.Add(new Crossing(step, contrast, there.R - here.R, there.G - here.G, there.B - here.B, picture.Lowest(beyond)));
                return;
            }

            contrast = Math.Max(contrast, FrameColour.Distance(picture[next], here));
        }
    }

    private static int Median(List<Crossing> crossings, Func<Crossing, int> value)
    {
        var values = crossings.ConvertAll(c => value(c));
        values.Sort();
        return values[values.Count / 2];
    }

    private readonly record struct Crossing(int Thickness, int Contrast, int R, int G, int B, int Outside);
}
