using System.ComponentModel.DataAnnotations;

namespace MainImageHub.Web.Jobs;

/// <summary>Section <c>Hub:Jobs</c>.</summary>
public sealed class JobsOptions
{
    public const string Section = "Hub:Jobs";

    /// <summary>How long a silent worker keeps its claim; after that its work is taken over.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Pictures decoded at the same time on one node.</summary>
    [Range(1, 64)]
    public int Imaging { get; set; } = Math.Max(1, Environment.ProcessorCount);

    /// <summary>Marketplace calls under way at the same time on one node.</summary>
    [Range(1, 256)]
    public int Marketplace { get; set; } = 8;

    [Range(1, 64)]
    public int Light { get; set; } = 4;
}
