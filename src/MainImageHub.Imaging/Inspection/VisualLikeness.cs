using System.Runtime.InteropServices;
using MainImageHub.Domain.Images;
using MainImageHub.Imaging.Native;
using MainImageHub.Imaging.Pipeline.Steps;

namespace MainImageHub.Imaging.Inspection;

/// <summary>
/// How like two pictures of one size look to a person: structural similarity (SSIM, Wang et al. 2004) of brightness, in blocks of 8 px,
/// averaged over the blocks that show anything. Plain background is left out, or a white frame would hide a spoiled product.
/// </summary>
internal static class VisualLikeness
{
    /// <summary>The middle is looked at, where the product is, pixel by pixel: on a smaller copy what encoding spoils would be gone.</summary>
    private const int Side = 1024;

    private const int Block = 8;

    /// <summary>Variance of brightness from which on a block shows something.</summary>
    private const double Plain = 4;

    private const double C1 = 0.01 * 255 * 0.01 * 255;
    private const double C2 = 0.03 * 255 * 0.03 * 255;

    /// <param name="before">What was encoded.</param>
    /// <param name="encoded">The file made of it.</param>
    /// <param name="format">Of that file.</param>
    /// <returns>0..1; 1 is the same.</returns>
    public static double Of(VipsImage before, byte[] encoded, ImageFormat format)
    {
        if (format == ImageFormat.Png)
        {
            // Nothing is lost there.
            return 1;
        }

        var pin = GCHandle.Alloc(encoded, GCHandleType.Pinned);
        try
        {
            using var load = VipsOperation.Named(format == ImageFormat.WebP ? "webpload_buffer" : "jpegload_buffer").WithBlob("buffer", pin.AddrOfPinnedObject(), encoded.Length);
            using var after = load.ToImage();
            return Of(Middle(before), Middle(after), Math.Min(Side, before.Width), Math.Min(Side, before.Height));
        }
        finally
        {
            pin.Free();
        }
    }

    internal static double Of(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, int width, int height)
    {
        var (sum, blocks) = (0d, 0);
        for (var top = 0; top + Block <= height; top += Block)
        {
            for (var left = 0; left + Block <= width; left += Block)
            {
                if (OfBlock(a, b, width, left, top) is { } likeness)
                {
                    (sum, blocks) = (sum + likeness, blocks + 1);
                }
            }
        }

        return blocks == 0 ? 1 : Math.Clamp(sum / blocks, 0, 1);
    }

    /// <summary>Null where neither shows anything.</summary>
    private static double? OfBlock(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, int width, int left, int top)
    {
        double sumA = 0, sumB = 0, squaresA = 0, squaresB = 0, products = 0;
        for (var y = top; y < top + Block; y++)
        {
            for (var x = left; x < left + Block; x++)
            {
                var i = ((y * width) + x) * 3;
                var (va, vb) = (Brightness(a, i), Brightness(b, i));
                sumA += va;
                sumB += vb;
                squaresA += va * va;
                squaresB += vb * vb;
                products += va * vb;
            }
        }

        const double Count = Block * Block;
        var (meanA, meanB) = (sumA / Count, sumB / Count);
        var (varianceA, varianceB, covariance) = ((squaresA / Count) - (meanA * meanA), (squaresB / Count) - (meanB * meanB), (products / Count) - (meanA * meanB));
        return varianceA < Plain && varianceB < Plain
            ? null
            : ((2 * meanA * meanB) + C1) * ((2 * covariance) + C2) / (((meanA * meanA) + (meanB * meanB) + C1) * (varianceA + varianceB + C2));
    }

    private static double Brightness(ReadOnlySpan<byte> rgb, int i) => (0.299 * rgb[i]) + (0.587 * rgb[i + 1]) + (0.114 * rgb[i + 2]);

    private static byte[] Middle(VipsImage picture)
    {
        using var flat = new FlattenStep().Apply(picture);
        var (width, height) = (Math.Min(Side, flat.Width), Math.Min(Side, flat.Height));
        using var crop = VipsOperation.Named("extract_area")
            .With("input", flat).With("left", (flat.Width - width) / 2).With("top", (flat.Height - height) / 2).With("width", width).With("height", height);
        using var middle = crop.ToImage();
        using var colours = VipsOperation.Named("colourspace").With("in", middle).With("space", "srgb");
        using var rgb = colours.ToImage();
        return rgb.ToBytes();
    }
}
