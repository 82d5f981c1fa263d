using MainImageHub.Domain.Images;
using MainImageHub.Imaging.Native;

namespace MainImageHub.Imaging.Pipeline.Steps;

/// <summary>Keeps a rectangle of the picture.</summary>
/// <param name="region">In shares of the upright picture.</param>
internal sealed class CropStep(Region region) : IPictureStep
{
    public VipsImage Apply(VipsImage picture)
    {
        var left = Math.Clamp((int)Math.Round(region.X * picture.Width), 0, picture.Width - 1);
        var top = Math.Clamp((int)Math.Round(region.Y * picture.Height), 0, picture.Height - 1);
        using var crop = VipsOperation.Named("extract_area")
            .With("input", picture)
            .With("left", left)
            .With("top", top)
            .With("width", Math.Clamp((int)Math.Round(region.Width * picture.Width), 1, picture.Width - left))
            .With("height", Math.Clamp((int)Math.Round(region.Height * picture.Height), 1, picture.Height - top));
        return crop.ToImage();
    }
}
