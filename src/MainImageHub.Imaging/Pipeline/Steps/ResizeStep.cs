using MainImageHub.Imaging.Native;

namespace MainImageHub.Imaging.Pipeline.Steps;

/// <summary>Scales down to a longest side; never up, since invented pixels are what marketplaces' sharpness checks look for.</summary>
/// <param name="longestSide">Pixels.</param>
/// <param name="original">Size the proportions are taken from when the picture at hand is itself a rounded smaller copy.</param>
internal sealed class ResizeStep(int longestSide, (int Width, int Height)? original = null) : IPictureStep
{
    public VipsImage Apply(VipsImage picture)
    {
        var (width, height) = (picture.Width, picture.Height);
        var longest = Math.Max(width, height);
        if (longest <= longestSide)
        {
            return picture.Share();
        }

        // Computed per side, so that 3:2 at 1500 is 1000 and not 999.
        var (ow, oh) = original ?? (width, height);
        var scale = (double)longestSide / Math.Max(ow, oh);
        var horizontal = Math.Max(1, Math.Round(ow * scale)) / width;
        var vertical = Math.Max(1, Math.Round(oh * scale)) / height;
        if (!picture.HasAlpha)
        {
            return Resize(picture, horizontal, vertical);
        }

        // Transparent pixels hold any colour; weighed by their opacity they do not bleed into the edge.
        using var premultiply = VipsOperation.Named("premultiply").With("in", picture);
        using var weighed = premultiply.ToImage();
        using var small = Resize(weighed, horizontal, vertical);
        using var unpremultiply = VipsOperation.Named("unpremultiply").With("in", small);
        using var plain = unpremultiply.ToImage();
        using var cast = VipsOperation.Named("cast").With("in", plain).With("format", picture.Format == BandFormat.UShort ? "ushort" : "uchar");
        return cast.ToImage();
    }

    private static VipsImage Resize(VipsImage picture, double horizontal, double vertical)
    {
        using var resize = VipsOperation.Named("resize").With("in", picture).With("scale", horizontal).With("vscale", vertical);
        return resize.ToImage();
    }
}
