using System.Globalization;
using System.Runtime.InteropServices;
using MainImageHub.Imaging.Inspection;
using MainImageHub.Imaging.Native;

namespace MainImageHub.Imaging.Pipeline.Steps;

/// <summary>
/// Makes a near-white background pure white and leaves the product as it is. The background is what the measurement takes for it,
/// so a white product keeps its shades as long as it has an edge; a shadow by the product stays, brightened with what it lies on;
/// see <see cref="BackgroundPlan"/>.
/// </summary>
internal sealed class WhitenBackgroundStep : IPictureStep
{
    /// <summary>Sigma, in pixels of the measured copy, by which one region passes into the next.</summary>
    private const double ProductSoftness = 0.8;

    private const double SurroundingsSoftness = 12;

    public VipsImage Apply(VipsImage picture)
    {
        using var flat = new FlattenStep().Apply(picture);
        using var lazy = new ResizeStep(ProductSeparation.Side).Apply(flat);
        using var small = lazy.ToMemory();
        var plan = ProductSeparation.PlanRepair(new PixelView(small.ToBytes(), small.Width, small.Height));
        using var white = Linear(flat, "0 0 0", "255 255 255");
        using var brightened = Linear(flat, string.Join(' ', plan.Brighten.Select(factor => factor.ToString("R", CultureInfo.InvariantCulture))), "0 0 0");
        using var ground = Blend(plan.Surroundings, SurroundingsSoftness, small, brightened, white);
        return Blend(plan.Product, ProductSoftness, small, flat, ground);
    }

    private static VipsImage Linear(VipsImage picture, string factor, string offset)
    {
        using var linear = VipsOperation.Named("linear").With("in", picture).With("a", factor).With("b", offset).With("uchar", true);
        return linear.ToImage();
    }

    /// <summary>One picture where the mask is 255, another where it is 0, and what lies between along the mask's softened edge.</summary>
    private static VipsImage Blend(byte[] mask, double softness, VipsImage size, VipsImage where, VipsImage elsewhere)
    {
        var pinned = GCHandle.Alloc(mask, GCHandleType.Pinned);
        try
        {
            using var hard = VipsImage.FromPixels(pinned.AddrOfPinnedObject(), mask.Length, size.Width, size.Height, bands: 1);
            using var blur = VipsOperation.Named("gaussblur").With("in", hard).With("sigma", softness);
            using var soft = blur.ToImage();
            using var enlarge = VipsOperation.Named("resize")
                .With("in", soft).With("scale", (double)where.Width / size.Width).With("vscale", (double)where.Height / size.Height).With("kernel", "linear");
            using var large = enlarge.ToImage();
            using var blend = VipsOperation.Named("ifthenelse").With("cond", large).With("in1", where).With("in2", elsewhere).With("blend", true);
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
