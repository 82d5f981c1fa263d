using MainImageHub.Imaging.Native;

namespace MainImageHub.Imaging.Pipeline.Steps;

/// <summary>Adds white (or nothing, where the picture is transparent) around the shorter side; the product stays whole and centred.</summary>
internal sealed class PadToSquareStep : IPictureStep
{
    public VipsImage Apply(VipsImage picture)
    {
        var side = Math.Max(picture.Width, picture.Height);
        if (picture.Width == picture.Height)
        {
            return picture.Share();
        }

        using var pad = VipsOperation.Named("gravity")
            .With("in", picture)
            .With("direction", "centre")
            .With("width", side)
            .With("height", side)
            .With("extend", "background")
            .With("background", picture.HasAlpha ? "255 255 255 0" : "255 255 255");
        return pad.ToImage();
    }
}
