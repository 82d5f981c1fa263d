namespace MainImageHub.Web.Stages.Shared;

/// <summary>Names the shell's resources: SharedWords.resx and SharedWords.zh-Hans.resx.</summary>
public sealed class SharedWords;
