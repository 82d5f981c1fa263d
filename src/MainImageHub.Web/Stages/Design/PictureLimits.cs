using MainImageHub.Imaging;
using Microsoft.Extensions.Options;

namespace MainImageHub.Web.Stages.Design;

/// <summary>What an uploaded picture may be, in the numbers that forms and refusals name: they are Imaging's, so that nothing is taken in to be refused later.</summary>
public sealed class PictureLimits(IOptions<ImagingOptions> imaging)
{
    public long MaxBytes => imaging.Value.MaxBytes;

    public long Megabytes => MaxBytes / 1024 / 1024;

    public long Megapixels => imaging.Value.MaxPixels / 1_000_000;
}
