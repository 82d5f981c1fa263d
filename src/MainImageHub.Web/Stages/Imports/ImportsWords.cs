namespace MainImageHub.Web.Stages.Imports;

/// <summary>Names the resources of these pages: ImportsWords.resx and ImportsWords.zh-Hans.resx.</summary>
public sealed class ImportsWords;
