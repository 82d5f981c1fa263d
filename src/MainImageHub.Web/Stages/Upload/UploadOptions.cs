using System.ComponentModel.DataAnnotations;

namespace MainImageHub.Web.Stages.Upload;

/// <summary>Section <c>Hub:Upload</c>.</summary>
public sealed class UploadOptions
{
    public const string Section = "Hub:Upload";

    /// <summary>When a look is due after the marketplace accepted. Amazon's own words are "up to 24 hours"; sellers report two days.</summary>
    public static readonly TimeSpan[] Looks =
    [
        TimeSpan.Zero, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15),
        TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromHours(24), TimeSpan.FromHours(48),
    ];

    /// <summary>
    /// How long after a push of unknown fate "not stored" is no proof that it was lost. Must be longer than one call may take,
    /// or a call still under way could take effect after its successor.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Doubt { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>Between the two looks that must both find nothing before anything is pushed again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan DoubtAgain { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often one deployment is sent before a person has to look at it.</summary>
    [Range(1, 100)]
    public int MaxPushes { get; set; } = 8;

    /// <summary>Before the first further push of a picture that the marketplace could not fetch; doubled each time.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan UnreachableAgain { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Between the two reads that must both deviate before a live picture counts as replaced: read-backs of marketplaces can lie for minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan DriftConfirmedAfter { get; set; } = TimeSpan.FromMinutes(10);
}
