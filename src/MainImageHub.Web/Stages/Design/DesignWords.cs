namespace MainImageHub.Web.Stages.Design;

/// <summary>Names the resources of this stage's pages: DesignWords.resx and DesignWords.zh-Hans.resx.</summary>
public sealed class DesignWords;
