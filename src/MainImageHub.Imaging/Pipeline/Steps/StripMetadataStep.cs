using MainImageHub.Imaging.Native;

namespace MainImageHub.Imaging.Pipeline.Steps;

/// <summary>Takes GPS position, owner, serial numbers, thumbnails and profiles off: nothing personal may reach a marketplace, and the pixels are sRGB by now.</summary>
internal sealed class StripMetadataStep : IPictureStep
{
    private static readonly string[] Carriers = ["exif-", "xmp-data", "iptc-data", "icc-profile-data", "photoshop-data", "png-comment", "gif-comment", "orientation", "jpeg-thumbnail-data", "gainmap"];

    public VipsImage Apply(VipsImage picture)
    {
        // Fields of a shared image must not be changed; a copy shares only the pixels.
        using var copy = VipsOperation.Named("copy").With("in", picture);
        var bare = copy.ToImage();
        foreach (var field in bare.Fields())
        {
            if (Array.Exists(Carriers, carrier => field.StartsWith(carrier, StringComparison.Ordinal)))
            {
                bare.Remove(field);
            }
        }

        return bare;
    }
}
