using System.Runtime.InteropServices;
using MainImageHub.Imaging.Inspection;
using MainImageHub.Imaging.Native;

namespace MainImageHub.Imaging.Pipeline.Steps;

/// <summary>
/// Makes a near-white background pure white and leaves the product as it is. The background is what the measurement takes for it,
/// so a white product keeps its shades as long as it has an edge; the passage between the two is soft, and begins outside the product.
/// A product's shadow goes with the background it lies on.
/// </summary>
internal sealed class WhitenBackgroundStep : IPictureStep
{
    /// <summary>Round the product, in pixels of the measured copy, the picture stays untouched: these pixels are mixed with its edge.</summary>
    private const int Margin = 2;

    private const double Softness = 1.0;

    public VipsImage Apply(VipsImage picture)
    {
        using var flat = new FlattenStep().Apply(picture);
        using var lazy = new ResizeStep(ProductSeparation.Side).Apply(flat);
        using var small = lazy.ToMemory();
        var keep = ProductSeparation.KeepMask(new PixelView(small.ToBytes(), small.Width, small.Height), Margin);
        var pinned = GCHandle.Alloc(keep, GCHandleType.Pinned);
        try
        {
            using var mask = VipsImage.FromPixels(pinned.AddrOfPinnedObject(), keep.Length, small.Width, small.Height, bands: 1);
            using var blur = VipsOperation.Named("gaussblur").With("in", mask).With("sigma", Softness);
            using var soft = blur.ToImage();
            using var enlarge = VipsOperation.Named("resize")
                .With("in", soft).With("scale", (double)flat.Width / small.Width).With("vscale", (double)flat.Height / small.Height).With("kernel", "linear");
            using var large = enlarge.ToImage();
            using var blank = VipsOperation.Named("linear").With("in", flat).With("a", "0").With("b", "255").With("uchar", true);
            using var white = blank.ToImage();
            using var blend = VipsOperation.Named("ifthenelse").With("cond", large).With("in1", flat).With("in2", white).With("blend", true);
            using var result = blend.ToImage();
            // Computed here: the mask's memory is let go below.
            return result.ToMemory();
        }
        finally
        {
            pinned.Free();
        }
    }
}
