using MainImageHub.Domain.Images;
using MainImageHub.Imaging.Inspection;
using MainImageHub.Imaging.Native;

namespace MainImageHub.Imaging.Pipeline.Steps;

/// <summary>
/// Makes 8-bit sRGB of whatever colours came in: through the embedded profile, through a stand-in press profile for CMYK without one,
/// else by the picture's own interpretation (grey, 16 bit).
/// </summary>
internal sealed class ToSrgbStep : IPictureStep
{
    public VipsImage Apply(VipsImage picture)
    {
        var profile = IccProfile.Parse(picture.Blob("icc-profile-data"));
        var cmyk = picture.Interpretation == Interpretation.Cmyk;
        if (cmyk || profile is { ColourSpace: not ColourSpace.Srgb })
        {
            try
            {
                return Transform(picture, cmyk);
            }
            catch (VipsException) when (!cmyk)
            {
                // A broken or mismatched profile is ignored, as browsers do; the facts still name it.
            }
        }

        if (picture is { Interpretation: Interpretation.Srgb, Format: BandFormat.UChar })
        {
            return picture.Share();
        }

        using var convert = VipsOperation.Named("colourspace").With("in", picture).With("space", "srgb");
        return convert.ToImage();
    }

    private static VipsImage Transform(VipsImage picture, bool cmyk)
    {
        using var transform = VipsOperation.Named("icc_transform")
            .With("in", picture)
            .With("output-profile", "srgb")
            .With("embedded", true)
            .With("input-profile", cmyk ? "cmyk" : "srgb")
            .With("intent", "relative")
            .With("black-point-compensation", true)
            .With("depth", 8);
        using var lazy = transform.ToImage();
        // Computed here, so that a profile that fails half-way fails where it can be ignored.
        return lazy.ToMemory();
    }
}
