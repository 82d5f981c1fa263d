using MainImageHub.Imaging.Native;

namespace MainImageHub.Imaging.Pipeline.Steps;

/// <summary>Puts a transparent picture on white.</summary>
internal sealed class FlattenStep : IPictureStep
{
    public VipsImage Apply(VipsImage picture)
    {
        if (!picture.HasAlpha)
        {
            return picture.Share();
        }

        using var flatten = VipsOperation.Named("flatten").With("in", picture).With("background", "255 255 255");
        return flatten.ToImage();
    }
}
