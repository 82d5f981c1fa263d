using System.Buffers;
using MainImageHub.Domain.Images;
using MainImageHub.Imaging.Native;
using MainImageHub.Imaging.Pipeline.Steps;

namespace MainImageHub.Imaging.Inspection;

/// <summary>
/// How sharp the product is, and down to which size the picture still holds detail. Both are read off edges: in each small square with
/// contrast, the largest step between neighbouring pixels as a share of the square's whole range. A lens in focus brings most of an edge
/// from one pixel to the next; defocus, motion and enlargement spread it over several. Contrast, colour and motif do not matter.
/// </summary>
internal static class DetailMeasure
{
    /// <summary>Longest side at which detail is looked for, however large the copy at hand: the same picture always has the same facts.</summary>
    public const int Side = 1600;

    private const int Tile = 16;

    /// <summary>A square whose lightest and darkest pixels are nearer than this shows no edge, but grain.</summary>
    private const int Contrast = 48;

    /// <summary>Fewer squares with an edge than this tell nothing.</summary>
    private const int Fewest = 12;

    /// <summary>The upper quartile: edges of what lies in focus, not of the blurred rest that many good photographs have.</summary>
    private const double Quantile = 0.75;

    /// <summary>What photographs in focus reach at the size the lens gave them; 90 of 95 sharp ones of the labelled set do at preview size.</summary>
    private const double InFocus = 0.5;

    /// <summary>Side in squares of the part that is looked at in full size.</summary>
    private const int Window = 8;

    /// <param name="picture">The working copy.</param>
    /// <param name="product">Where the product is; where that is not sure, the whole picture is looked at.</param>
    /// <param name="text">Added lettering is sharp on the most blurred photograph and is left out.</param>
    /// <param name="prepared">The largest copy there is, of which the part with most edges is looked at.</param>
    public static DetailFacts Of(PixelView picture, ProductFacts? product, IReadOnlyList<TextRegion>? text, VipsImage prepared)
    {
        var luma = ArrayPool<byte>.Shared.Rent(picture.Count);
        try
        {
            var grey = luma.AsSpan(0, picture.Count);
            Lighten(picture.Rgb, grey);
            var tiles = new Tiles(picture.Width, picture.Height);
            var shares = tiles.Read(grey, product is { Confidence: >= ProductFacts.SureEnough } ? product.Box : null, [.. (text ?? []).Where(t => t.Origin == TextOrigin.Added).Select(t => t.Box)]);
            var sharpness = UpperQuartile(shares);
            var (side, full) = LookCloser(prepared, picture, tiles) is { } closer ? (Math.Min(Side, Math.Max(prepared.Width, prepared.Height)), closer) : (Math.Max(picture.Width, picture.Height), sharpness);
            return new DetailFacts
            {
                EdgeShare = Math.Round(tiles.EdgeShare, 4),
                Sharpness = sharpness is { } s ? Math.Round(s, 3) : null,
                LookedAtSide = side,
                DetailSide = full is { } f ? (int)Math.Round(side * Math.Min(1, f / InFocus)) : null,
            };
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(luma);
        }
    }

    /// <summary>The same measure on a part of the large copy; null where that is hardly larger, or the part shows too little.</summary>
    private static double? LookCloser(VipsImage prepared, PixelView picture, Tiles tiles)
    {
        var scale = (double)prepared.Width / picture.Width;
        if (scale < 1.15 || tiles.Busiest(Window) is not { } at)
        {
            return null;
        }

        var side = (int)(Window * Tile * scale);
        var (width, height) = (Math.Min(side, prepared.Width), Math.Min(side, prepared.Height));
        var left = Math.Clamp((int)(at.X * Tile * scale), 0, prepared.Width - width);
        var top = Math.Clamp((int)(at.Y * Tile * scale), 0, prepared.Height - height);
        using var extract = VipsOperation.Named("extract_area").With("input", prepared).With("left", left).With("top", top).With("width", width).With("height", height);
        using var part = extract.ToImage();
        using var flat = new FlattenStep().Apply(part);
        using var sized = new ResizeStep((int)Math.Round(Math.Max(width, height) * Math.Min(1, Side / (double)Math.Max(prepared.Width, prepared.Height)))).Apply(flat);
        var rgb = sized.ToBytes();
        var grey = new byte[sized.Width * sized.Height];
        Lighten(rgb, grey);
        return UpperQuartile(new Tiles(sized.Width, sized.Height).Read(grey, within: null, without: []));
    }

    private static double? UpperQuartile(List<double> shares)
    {
        if (shares.Count < Fewest)
        {
            return null;
        }

        shares.Sort();
        return shares[(int)(shares.Count * Quantile)];
    }

    private static void Lighten(ReadOnlySpan<byte> rgb, Span<byte> grey)
    {
        for (var i = 0; i < grey.Length; i++)
        {
            grey[i] = (byte)(((rgb[i * 3] * 2) + (rgb[(i * 3) + 1] * 5) + rgb[(i * 3) + 2]) >> 3);
        }
    }

    /// <summary>The small squares of a picture, and which of them show an edge that counts.</summary>
    private sealed class Tiles(int width, int height)
    {
        private readonly int _columns = width / Tile;
        private readonly int _rows = height / Tile;
        private readonly bool[] _counted = new bool[Math.Max(1, width / Tile * (height / Tile))];
        private int _edged;

        /// <summary>Squares with an edge anywhere in the picture, as a share of all.</summary>
        public double EdgeShare => (double)_edged / _counted.Length;

        public List<double> Read(ReadOnlySpan<byte> grey, Region? within, IReadOnlyList<Region> without)
        {
            List<double> shares = [];
            for (var row = 0; row < _rows; row++)
            {
                for (var column = 0; column < _columns; column++)
                {
                    var (range, step) = Look(grey, column * Tile, row * Tile);
                    if (range < Contrast)
                    {
                        continue;
                    }

                    _edged++;
                    var (x, y) = ((column + 0.5) * Tile / width, (row + 0.5) * Tile / height);
                    if ((within is { } box && !Holds(box, x, y)) || without.Any(region => Holds(region, x, y)))
                    {
                        continue;
                    }

                    _counted[(row * _columns) + column] = true;
                    shares.Add((double)step / range);
                }
            }

            return shares;
        }

        /// <summary>Where in squares the window with the most counted ones begins; null when none was counted.</summary>
        public (int X, int Y)? Busiest(int window)
        {
            var (best, most) = (default((int X, int Y)?), 0);
            for (var y = 0; y <= Math.Max(0, _rows - window); y++)
            {
                for (var x = 0; x <= Math.Max(0, _columns - window); x++)
                {
                    var count = 0;
                    for (var row = y; row < Math.Min(_rows, y + window); row++)
                    {
                        count += _counted.AsSpan((row * _columns) + x, Math.Min(window, _columns - x)).Count(true);
                    }

                    if (count > most)
                    {
                        (best, most) = ((x, y), count);
                    }
                }
            }

            return best;
        }

        private (int Range, int Step) Look(ReadOnlySpan<byte> grey, int left, int top)
        {
            var (low, high, step) = (255, 0, 0);
            for (var y = 0; y < Tile; y++)
            {
                var row = grey.Slice(((top + y) * width) + left, Tile);
                var below = y + 1 < Tile ? grey.Slice(((top + y + 1) * width) + left, Tile) : row;
                for (var x = 0; x < Tile; x++)
                {
                    int value = row[x];
                    low = Math.Min(low, value);
                    high = Math.Max(high, value);
                    step = Math.Max(step, Math.Abs(below[x] - value));
                    step = Math.Max(step, x + 1 < Tile ? Math.Abs(row[x + 1] - value) : 0);
                }
            }

            return (high - low, step);
        }

        private static bool Holds(Region region, double x, double y) => x >= region.X && x <= region.X + region.Width && y >= region.Y && y <= region.Y + region.Height;
    }
}
