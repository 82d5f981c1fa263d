namespace MainImageHub.Web.Stages.Library;

/// <summary>Names the resources of these pages: LibraryWords.resx and LibraryWords.zh-Hans.resx.</summary>
public sealed class LibraryWords;
