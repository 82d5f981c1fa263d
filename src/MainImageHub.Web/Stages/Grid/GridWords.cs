namespace MainImageHub.Web.Stages.Grid;

/// <summary>Names the resources of these pages: GridWords.resx and GridWords.zh-Hans.resx.</summary>
public sealed class GridWords;
