using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Pictures;

/// <summary>The marketplace's own eye: crude, and independent of the product's. Looks at a 96-pixel thumbnail only.</summary>
internal static class PictureJudge
{
    /// <summary>The frame's median must be at least this for a background to count as white.</summary>
    private const int White = 250;

    public static PictureFacts Judge(ReadOnlySpan<byte> rgb, int width, int height)
    {
        List<byte> frame = [];
        int left = width, right = -1, top = height, bottom = -1;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var at = ((y * width) + x) * 3;
                var darkest = Math.Min(rgb[at], Math.Min(rgb[at + 1], rgb[at + 2]));
                if (x == 0 || y == 0 || x == width - 1 || y == height - 1)
                {
                    frame.Add(darkest);
                }

                if (darkest < 240)
                {
                    (left, right, top, bottom) = (Math.Min(left, x), Math.Max(right, x), Math.Min(top, y), Math.Max(bottom, y));
                }
            }
        }

        frame.Sort();
        var fill = right < 0 ? 0 : Math.Max((right - left + 1.0) / width, (bottom - top + 1.0) / height);
        return new PictureFacts(frame[frame.Count / 2] >= White, fill, Eight(rgb, width, height));
    }

    private static byte[] Eight(ReadOnlySpan<byte> rgb, int width, int height)
    {
        var sums = new double[8 * 8 * 3];
        var counts = new int[8 * 8];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var cell = (y * 8 / height * 8) + (x * 8 / width);
                counts[cell]++;
                for (var c = 0; c < 3; c++)
                {
                    sums[(cell * 3) + c] += rgb[(((y * width) + x) * 3) + c];
                }
            }
        }

        return [.. sums.Select((sum, i) => counts[i / 3] == 0 ? (byte)255 : (byte)Math.Round(sum / counts[i / 3]))];
    }
}
