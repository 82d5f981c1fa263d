using MainImageHub.Domain.Images;
using MainImageHub.Imaging.Native;
using MainImageHub.Imaging.Pipeline.Steps;
using MainImageHub.Imaging.Vision;

namespace MainImageHub.Imaging.Inspection;

/// <summary>Has the texts that were found read, each cut out of the largest copy there is, which small letters need.</summary>
internal static class TextReading
{
    /// <summary>At most so many of a picture: added ones first, then the largest. A box with its small print has hundreds.</summary>
    public const int Most = 16;

    /// <summary>Below this the reading may be wrong, and is not told.</summary>
    private const double Sure = 0.85;

    /// <summary>One character alone must be as good as certain: much looks like an I, an O or a 一.</summary>
    private const double SureOfOne = 0.95;

    /// <summary>Lower lines are specks to the model.</summary>
    private const int Lowest = 8;

    /// <summary>A box that is so much higher than wide holds a line that was turned by a quarter.</summary>
    private const double Turned = 1.5;

    /// <summary>Of a line's height.</summary>
    private const double Margin = 0.15;

    /// <summary>Of the picture's shorter side: lettering so high is read with ease where it is lettering at all.</summary>
    private const double Large = 0.12;

    /// <param name="regions">As found.</param>
    /// <param name="prepared">Upright sRGB pixels, possibly with transparency.</param>
    /// <param name="reader">The model.</param>
    /// <param name="ct">Ends the waiting for it.</param>
    /// <returns>The same regions in the same order, with what they say.</returns>
    public static IReadOnlyList<TextRegion> Of(IReadOnlyList<TextRegion> regions, VipsImage prepared, LineReader reader, CancellationToken ct)
    {
        var chosen = regions.OrderBy(r => r.Origin == TextOrigin.Printed).ThenByDescending(r => r.Box.Width * r.Box.Height).Take(Most).ToHashSet(ReferenceEqualityComparer.Instance);
        return [.. regions.Select(region => chosen.Contains(region) ? Read(region, prepared, reader, ct) : region)];
    }

    private static TextRegion Read(TextRegion region, VipsImage prepared, LineReader reader, CancellationToken ct)
    {
        var (w, h) = (region.Box.Width * prepared.Width, region.Box.Height * prepared.Height);
        var (x, y) = (region.Box.X * prepared.Width, region.Box.Y * prepared.Height);
        if (Math.Min(w, h) < Lowest)
        {
            return region;
        }

        // A little more along the line: the first letter's stroke may lie outside.
        var isTurned = h > w * Turned;
        var (besides, above) = isTurned ? (0.0, w * Margin) : (h * Margin, 0.0);
        var (left, top) = (Math.Max(0, (int)(x - besides)), Math.Max(0, (int)(y - above)));
        var width = Math.Min(prepared.Width, (int)Math.Ceiling(x + w + besides)) - left;
        var height = Math.Min(prepared.Height, (int)Math.Ceiling(y + h + above)) - top;

        ct.ThrowIfCancellationRequested();
        using var extract = VipsOperation.Named("extract_area").With("input", prepared).With("left", left).With("top", top).With("width", width).With("height", height);
        using var part = extract.ToImage();
        using var flat = new FlattenStep().Apply(part);
        var read = default(ReadLine);
        foreach (var angle in isTurned ? (ReadOnlySpan<string>)["d90", "d270"] : ["d0"])
        {
            using var rotate = VipsOperation.Named("rot").With("in", flat).With("angle", angle);
            using var line = rotate.ToImage();
            var once = ReadOnce(line, reader, ct);
            read = once.Confidence > read.Confidence ? once : read;
        }

        var text = read.Text?.Trim() ?? "";
        return read.Confidence < (text.Length == 1 ? SureOfOne : Sure) || text.Length == 0
            ? Unread(region, Math.Min(w, h) >= Large * Math.Min(prepared.Width, prepared.Height))
            : region with
            {
                Text = TextRegion.Bounded(text),
                TextConfidence = Math.Round(read.Confidence, 3),
                Origin = OriginOf(region, text, Math.Min(w, h) >= Large * Math.Min(prepared.Width, prepared.Height)),
            };
    }

    /// <summary>The post of a lamp is taken for a letter now and then. In another script large lettering is not read either, so a person decides.</summary>
    private static TextRegion Unread(TextRegion region, bool isLarge) => isLarge && region.Origin == TextOrigin.Added ? region with { Origin = TextOrigin.Unclear } : region;

    /// <summary>One large letter by itself, on or against the product, is the product's own shape: the handle of a mug reads as a D.</summary>
    private static TextOrigin OriginOf(TextRegion region, string text, bool isLarge) =>
        isLarge && text.Length == 1 && region.Origin == TextOrigin.Unclear ? TextOrigin.Printed : region.Origin;

    private static ReadLine ReadOnce(VipsImage line, LineReader reader, CancellationToken ct)
    {
        var width = Math.Clamp((int)Math.Round((double)line.Width * LineReader.Height / line.Height), 1, LineReader.Widest);
        using var resize = VipsOperation.Named("resize").With("in", line).With("scale", (double)width / line.Width).With("vscale", (double)LineReader.Height / line.Height);
        using var sized = resize.ToImage();
        return reader.Read(new PixelView(sized.ToBytes(), sized.Width, sized.Height), ct);
    }
}
