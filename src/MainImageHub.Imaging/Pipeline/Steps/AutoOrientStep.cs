using MainImageHub.Imaging.Native;

namespace MainImageHub.Imaging.Pipeline.Steps;

/// <summary>Turns the pixels the way the EXIF orientation asks for: marketplaces drop the tag and would show the picture lying.</summary>
internal sealed class AutoOrientStep : IPictureStep
{
    public VipsImage Apply(VipsImage picture)
    {
        if (picture.Int("orientation") is null or 1)
        {
            return picture.Share();
        }

        using var turn = VipsOperation.Named("autorot").With("in", picture);
        return turn.ToImage();
    }
}
