using System.ComponentModel.DataAnnotations;

namespace MainImageHub.Web.Jobs;

/// <summary>Section <c>Hub:Jobs</c>.</summary>
public sealed class JobsOptions
{
    public const string Section = "Hub:Jobs";

    /// <summary>How long a silent worker keeps its claim; after that its work is taken over.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Pictures in work at the same time on one node: one more than are read at once (<c>Imaging:Processes</c>), since what was read has to be stored too.</summary>
    [Range(1, 64)]
    public int Imaging { get; set; } = Environment.ProcessorCount + 1;

    /// <summary>Marketplace calls under way at the same time on one node.</summary>
    [Range(1, 256)]
    public int Marketplace { get; set; } = 8;

    [Range(1, 64)]
    public int Light { get; set; } = 4;
}
