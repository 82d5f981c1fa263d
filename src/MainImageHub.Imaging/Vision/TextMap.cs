using System.Buffers;

namespace MainImageHub.Imaging.Vision;

/// <summary>
/// From the model's map of probabilities to boxes. The model was trained to mark the core of each line of text, shrunk from all sides so
/// that neighbouring lines do not touch; a box is a connected core, let out again by as much.
/// </summary>
internal static class TextMap
{
    /// <summary>A pixel is text from here on.</summary>
    private const float Text = 0.3f;

    /// <summary>A core whose mean probability is lower is texture that looks a little like text.</summary>
    private const double LeastConfidence = 0.55;

    /// <summary>Cores that are thinner than this many pixels are noise.</summary>
    private const int Thinnest = 3;

    /// <summary>How far a core is let out: its area over its outline, times this.</summary>
    private const double LetOut = 1.6;

    /// <param name="map">Probabilities, row by row.</param>
    /// <param name="stride">Length of a row of the map.</param>
    /// <param name="width">Of the picture; what the map has beyond it is padding.</param>
    /// <param name="height">The same.</param>
    public static IReadOnlyList<FoundText> Regions(ReadOnlySpan<float> map, int stride, int width, int height)
    {
        List<FoundText> found = [];
        var seen = ArrayPool<bool>.Shared.Rent(width * height);
        try
        {
            Array.Clear(seen, 0, width * height);
            var open = new Stack<int>();
            for (var start = 0; start < width * height; start++)
            {
                if (!seen[start] && map[(start / width * stride) + (start % width)] >= Text
                    && Core(map, stride, width, height, start, seen, open) is { } text)
                {
                    found.Add(text);
                }
            }
        }
        finally
        {
            ArrayPool<bool>.Shared.Return(seen);
        }

        found.Sort((a, b) => b.Confidence.CompareTo(a.Confidence));
        return found;
    }

    private static FoundText? Core(ReadOnlySpan<float> map, int stride, int width, int height, int start, bool[] seen, Stack<int> open)
    {
        var (left, top, right, bottom) = (width, height, 0, 0);
        var (sum, area) = (0.0, 0);
        seen[start] = true;
        open.Push(start);
        while (open.TryPop(out var at))
        {
            var (x, y) = (at % width, at / width);
            sum += map[(y * stride) + x];
            area++;
            (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), Math.Max(bottom, y + 1));
            for (var ny = Math.Max(0, y - 1); ny <= Math.Min(height - 1, y + 1); ny++)
            {
                for (var nx = Math.Max(0, x - 1); nx <= Math.Min(width - 1, x + 1); nx++)
                {
                    var next = (ny * width) + nx;
                    if (!seen[next] && map[(ny * stride) + nx] >= Text)
                    {
                        seen[next] = true;
                        open.Push(next);
                    }
                }
            }
        }

        var confidence = sum / area;
        if (confidence < LeastConfidence || Math.Min(right - left, bottom - top) < Thinnest)
        {
            return null;
        }

        // By area and not by the box's sides, so that a slanted line is not let out as if it were a block.
        var reach = (int)Math.Ceiling(LetOut * area / (2.0 * (right - left + bottom - top)));
        return new FoundText(
            new PixelBox(Math.Max(0, left - reach), Math.Max(0, top - reach), Math.Min(width, right + reach), Math.Min(height, bottom + reach)),
            confidence);
    }
}
