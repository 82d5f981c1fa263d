namespace MainImageHub.Web.Stages.Retire;

/// <summary>Names the area's resources: RetireWords.resx and RetireWords.zh-Hans.resx.</summary>
public sealed class RetireWords;
