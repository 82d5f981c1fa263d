using System.Buffers;
using MainImageHub.Imaging.Vision;

namespace MainImageHub.Imaging.Inspection;

/// <summary>
/// A badge is drawn: one colour without light or shade, upright and straight at its sides or round as from a compass, and its edge is where
/// the photograph begins at once. A label on a product lies in the photograph's light and perspective; only print that was drawn with the
/// product itself (a rendered package) looks the same, so this alone says nothing about who put it there.
/// </summary>
internal static class DrawnPatch
{
    /// <summary>From its colour; more is another colour or shading.</summary>
    private const int Same = 14;

    /// <summary>Levels by which halves of a patch differ where light falls on it.</summary>
    private const int Unlit = 3;

    /// <summary>Of the picture; a larger one is the product's own side.</summary>
    private const double MostArea = 0.15;

    /// <summary>Of the patch that text covers, or the text merely stands on it.</summary>
    private const double LeastText = 0.12;

    /// <summary>Levels by which what is round it differs ...</summary>
    private const int Distinct = 30;

    /// <summary>... this many pixels on, along this much of its sides.</summary>
    private const int Mixed = 3;
    private const double MostOfItsSides = 0.8;

    /// <summary>Corners may be rounded: sides are looked at along their middle.</summary>
    private const double Middle = 0.6;

    /// <param name="text">What stands on it.</param>
    /// <param name="colour">Of the ground round the text.</param>
    /// <param name="picture">What to look at.</param>
    /// <param name="texts">All that was found.</param>
    public static bool Bears(PixelBox text, (int R, int G, int B) colour, PixelView picture, IReadOnlyList<PixelBox> texts)
    {
        var most = (int)(MostArea * picture.Count);
        var seen = ArrayPool<bool>.Shared.Rent(picture.Count);
        var pixels = ArrayPool<int>.Shared.Rent(most + 1);
        try
        {
            seen.AsSpan(0, picture.Count).Clear();
            var count = Grow(text, colour, picture, seen, pixels, most);
            if (count == 0)
            {
                return false;
            }

            var outline = Outline.Of(pixels.AsSpan(0, count), picture.Width, picture.Height);
            var covered = texts.Where(box => IsWithin((box.Left + box.Right) / 2, (box.Top + box.Bottom) / 2, outline.Box))
                .Sum(box => (double)box.Width * box.Height);
            return covered >= LeastText * outline.Box.Width * outline.Box.Height
                && (outline.IsUpright() || outline.IsRound())
                && outline.EndsAtOnce(picture, colour)
                && IsUnlit(pixels.AsSpan(0, count), picture, outline.Box);
        }
        finally
        {
            ArrayPool<bool>.Shared.Return(seen);
            ArrayPool<int>.Shared.Return(pixels);
        }
    }

    /// <summary>The pixels of the colour that hang together with those round the text; 0 where they are too many.</summary>
    private static int Grow(PixelBox text, (int R, int G, int B) colour, PixelView picture, bool[] seen, int[] pixels, int most)
    {
        var tail = 0;
        for (var x = text.Left; x < text.Right; x++)
        {
            Add(picture, (text.Top * picture.Width) + x, colour, seen, pixels, ref tail, most);
            Add(picture, ((text.Bottom - 1) * picture.Width) + x, colour, seen, pixels, ref tail, most);
        }

        for (var head = 0; head < tail && tail <= most; head++)
        {
            var i = pixels[head];
            var x = i % picture.Width;
            if (x > 0)
            {
                Add(picture, i - 1, colour, seen, pixels, ref tail, most);
            }

            if (x + 1 < picture.Width)
            {
                Add(picture, i + 1, colour, seen, pixels, ref tail, most);
            }

            Add(picture, i - picture.Width, colour, seen, pixels, ref tail, most);
            Add(picture, i + picture.Width, colour, seen, pixels, ref tail, most);
        }

        return tail > most ? 0 : tail;
    }

    private static void Add(PixelView picture, int i, (int R, int G, int B) colour, bool[] seen, int[] pixels, ref int tail, int most)
    {
        if (i >= 0 && i < picture.Count && !seen[i] && tail <= most && FrameColour.Distance(picture[i], colour) <= Same)
        {
            seen[i] = true;
            pixels[tail++] = i;
        }
    }

    private static bool IsWithin(int x, int y, PixelBox box) => x >= box.Left && x < box.Right && y >= box.Top && y < box.Bottom;

    private static bool IsUnlit(ReadOnlySpan<int> pixels, PixelView picture, PixelBox box)
    {
        // Left, right, upper and lower half: sums of red, green and blue, and how many.
        Span<long> sums = stackalloc long[16];
        sums.Clear();
        foreach (var i in pixels)
        {
            var ((r, g, b), x, y) = (picture[i], i % picture.Width, i / picture.Width);
            foreach (var half in (ReadOnlySpan<int>)[x * 2 < box.Left + box.Right ? 0 : 1, y * 2 < box.Top + box.Bottom ? 2 : 3])
            {
                sums[half * 4] += r;
                sums[(half * 4) + 1] += g;
                sums[(half * 4) + 2] += b;
                sums[(half * 4) + 3]++;
            }
        }

        for (var channel = 0; channel < 3; channel++)
        {
            if (Math.Abs(Mean(sums, 0, channel) - Mean(sums, 1, channel)) > Unlit || Math.Abs(Mean(sums, 2, channel) - Mean(sums, 3, channel)) > Unlit)
            {
                return false;
            }
        }

        return true;
    }

    private static double Mean(ReadOnlySpan<long> sums, int half, int channel) => (double)sums[(half * 4) + channel] / Math.Max(1, sums[(half * 4) + 3]);

    /// <summary>Where each row and each column of a patch begins and ends, letters within it left aside.</summary>
    private sealed class Outline(PixelBox box, int[] left, int[] right, int[] top, int[] bottom)
    {
        public PixelBox Box { get; } = box;

        public static Outline Of(ReadOnlySpan<int> pixels, int width, int height)
        {
            var (left, right, top, bottom) = (new int[height], new int[height], new int[width], new int[width]);
            Array.Fill(left, int.MaxValue);
            Array.Fill(top, int.MaxValue);
            var box = (Left: int.MaxValue, Top: int.MaxValue, Right: 0, Bottom: 0);
            foreach (var i in pixels)
            {
                var (x, y) = (i % width, i / width);
                (left[y], right[y]) = (Math.Min(left[y], x), Math.Max(right[y], x + 1));
                (top[x], bottom[x]) = (Math.Min(top[x], y), Math.Max(bottom[x], y + 1));
                box = (Math.Min(box.Left, x), Math.Min(box.Top, y), Math.Max(box.Right, x + 1), Math.Max(box.Bottom, y + 1));
            }

            return new Outline(new PixelBox(box.Left, box.Top, box.Right, box.Bottom), left, right, top, bottom);
        }

        public bool IsUpright() => AreOneLine(left, Box.Top, Box.Bottom, Box.Left) && AreOneLine(right, Box.Top, Box.Bottom, Box.Right)
            && AreOneLine(top, Box.Left, Box.Right, Box.Top) && AreOneLine(bottom, Box.Left, Box.Right, Box.Bottom);

        public bool IsRound()
        {
            var (a, b) = (Box.Width / 2.0, Box.Height / 2.0);
            if (Math.Abs(a - b) > 0.08 * Math.Max(a, b))
            {
                return false;
            }

            var (x, y, fits, rows) = ((Box.Left + Box.Right) / 2.0, (Box.Top + Box.Bottom) / 2.0, 0, 0);
            for (var row = Box.Top + (Box.Height / 10); row < Box.Bottom - (Box.Height / 10); row++)
            {
                var half = a * Math.Sqrt(Math.Max(0, 1 - Math.Pow((row + 0.5 - y) / b, 2)));
                var slack = 1.5 + (0.02 * Box.Width);
                rows++;
                fits += Math.Abs(left[row] - (x - half)) <= slack && Math.Abs(right[row] - (x + half)) <= slack ? 1 : 0;
            }

            return rows > 0 && fits >= 0.9 * rows;
        }

        public bool EndsAtOnce(PixelView picture, (int R, int G, int B) colour)
        {
            var (ends, all) = (0, 0);
            var (cutY, cutX) = ((int)(Box.Height * (1 - Middle) / 2), (int)(Box.Width * (1 - Middle) / 2));
            for (var y = Box.Top + cutY; y < Box.Bottom - cutY; y++)
            {
                Count(picture, left[y] - 1 - Mixed, y, colour, ref ends, ref all);
                Count(picture, right[y] + Mixed, y, colour, ref ends, ref all);
            }

            for (var x = Box.Left + cutX; x < Box.Right - cutX; x++)
            {
                Count(picture, x, top[x] - 1 - Mixed, colour, ref ends, ref all);
                Count(picture, x, bottom[x] + Mixed, colour, ref ends, ref all);
            }

            return all > 0 && ends >= MostOfItsSides * all;
        }

        private static void Count(PixelView picture, int x, int y, (int R, int G, int B) colour, ref int ends, ref int all)
        {
            if (x >= 0 && y >= 0 && x < picture.Width && y < picture.Height)
            {
                all++;
                ends += FrameColour.Distance(picture[(y * picture.Width) + x], colour) >= Distinct ? 1 : 0;
            }
        }

        private static bool AreOneLine(int[] places, int from, int to, int at)
        {
            var cut = (int)((to - from) * (1 - Middle) / 2);
            var (hits, all) = (0, 0);
            for (var i = from + cut; i < to - cut; i++)
            {
                all++;
                hits += Math.Abs(places[i] - at) <= 2 ? 1 : 0;
            }

            return all > 0 && hits >= 0.9 * all;
        }
    }
}
