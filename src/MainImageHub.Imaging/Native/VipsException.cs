namespace MainImageHub.Imaging.Native;

/// <summary>
/// libvips said no. Its error buffer is one for the whole process, so the text may carry lines of another thread's failure, where
/// several pictures are worked on at once: it is for the log, not for deciding what was wrong.
/// </summary>
internal sealed class VipsException(string operation, string detail)
    : Exception($"{operation}: {(detail.Length == 0 ? "libvips gave no reason" : detail)}")
{
    /// <summary>The one thing that is told by the text. A reader works on one picture, so it is that picture's.</summary>
    public bool IsOutOfMemory { get; } = detail.Contains("out of memory", StringComparison.OrdinalIgnoreCase);
}
