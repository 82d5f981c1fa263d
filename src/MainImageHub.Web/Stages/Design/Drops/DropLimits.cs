using MainImageHub.Domain.Images;
using Microsoft.Extensions.Options;

namespace MainImageHub.Web.Stages.Design.Drops;

/// <summary>How large a dropped file may be, as its name promises a picture or an archive.</summary>
public sealed class DropLimits(PictureLimits pictures, IOptions<DropOptions> options)
{
    /// <summary>The largest upload of any kind.</summary>
    public long MaxBytes => Math.Max(pictures.MaxBytes, options.Value.MaxArchiveBytes);

    public long PictureMegabytes => pictures.Megabytes;

    public long ArchiveMegabytes => options.Value.MaxArchiveBytes / 1024 / 1024;

    public long MostFor(string name) => DroppedName.IsArchive(name) ? options.Value.MaxArchiveBytes : pictures.MaxBytes;

    public VersionProblem TooLarge() => new(DropProblems.TooLarge.Code, DropProblems.TooLarge.Text(PictureMegabytes, ArchiveMegabytes));
}
