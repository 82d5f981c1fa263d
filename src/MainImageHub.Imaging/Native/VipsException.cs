namespace MainImageHub.Imaging.Native;

/// <summary>
/// libvips said no. Its error buffer is one for the whole process, so the text may carry lines of another thread's failure:
/// it is for the log, never for deciding what was wrong.
/// </summary>
internal sealed class VipsException(string operation, string detail)
    : Exception($"{operation}: {(detail.Length == 0 ? "libvips gave no reason" : detail)}");
