using System.ComponentModel.DataAnnotations;

namespace MainImageHub.Web.Stages.Imports;

/// <summary>Section <c>Hub:Imports</c>: how large a file of products may be.</summary>
public sealed class ImportOptions
{
    public const string Section = "Hub:Imports";

    /// <summary>Lines of data in one file.</summary>
    [Range(1, 10_000_000)]
    public int MaxRows { get; set; } = 500_000;

    /// <summary>What a workbook may come to, unpacked.</summary>
    [Range(1024 * 1024, 16L * 1024 * 1024 * 1024)]
    public long MaxUnpackedBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>What is noted of a file's lines is forgotten so long after it came.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan LinesKept { get; set; } = TimeSpan.FromDays(30);
}
