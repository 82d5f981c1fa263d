using System.ComponentModel.DataAnnotations;

namespace MainImageHub.Web.Stages.Design.Drops;

/// <summary>Section <c>Hub:Drops</c>: what may be on its way in at the same time.</summary>
public sealed class DropOptions
{
    public const string Section = "Hub:Drops";

    /// <summary>The largest archive; a single picture is held to Imaging's limit.</summary>
    [Range(1024 * 1024, 64L * 1024 * 1024 * 1024)]
    public long MaxArchiveBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>What an archive's files may come to, unpacked.</summary>
    [Range(1024 * 1024, 256L * 1024 * 1024 * 1024)]
    public long MaxUnpackedBytes { get; set; } = 4L * 1024 * 1024 * 1024;

    /// <summary>Announced lengths of a workspace's unfinished uploads, added up.</summary>
    [Range(1024, 1024L * 1024 * 1024 * 1024)]
    public long MaxBytesInFlight { get; set; } = 16L * 1024 * 1024 * 1024;

    /// <summary>Files of a workspace that have arrived and wait to be looked at; beyond that, new uploads are asked to wait. Files that are looked at are bounded by <c>Imaging:Processes</c>, one picture each.</summary>
    [Range(1, 100_000)]
    public int MaxUnread { get; set; } = 400;

    /// <summary>An upload that nobody goes on with is forgotten after so long.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan UploadsKept { get; set; } = TimeSpan.FromDays(3);
}
