using System.ComponentModel.DataAnnotations;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>Section <c>Hub:Sources</c>: keeping up with what the rules rest on.</summary>
public sealed class SourceOptions
{
    public const string Section = "Hub:Sources";

    /// <summary>After so many days a person is asked to read a source again.</summary>
    [Range(1, 3650)]
    public int ReadAgainAfterDays { get; set; } = 90;

    /// <summary>Fetch the pages every night and say when one changed. Off unless wanted: it calls out.</summary>
    public bool Watch { get; set; }
}
