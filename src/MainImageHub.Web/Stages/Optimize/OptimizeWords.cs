namespace MainImageHub.Web.Stages.Optimize;

/// <summary>Marks the words of the tests' pages: OptimizeWords.resx.</summary>
public sealed class OptimizeWords;
