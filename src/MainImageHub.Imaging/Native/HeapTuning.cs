using System.Runtime.InteropServices;

namespace MainImageHub.Imaging.Native;

/// <summary>
/// Pictures are buffers of a few megabytes that come and go several times each. Left alone, glibc gives their pages back to the system every
/// time and has them zeroed again, which was a tenth of the work; told to keep them, it goes on with the same pages. What is kept is bounded
/// by what was needed at once, in a process that has one heap (<see cref="Processes.ReaderLimits"/>).
/// </summary>
internal static partial class HeapTuning
{
    private const int TrimThreshold = -1;
    private const int MmapThreshold = -3;

    // The most that glibc takes.
    private const int LargestFromHeap = 32 * 1024 * 1024;

    // More than is freed at the end of a picture: the coefficients of one JPEG as it is written alone are up to 24 MB.
    private const int KeptFree = 64 * 1024 * 1024;

    // While a model runs: its buffers of 10 to 60 MB fit into no hole that pictures leave, and the heap would grow by them each time.
    private const int LargestForModels = 4 * 1024 * 1024;

    public static void KeepFreedPages() =>
        Try(() =>
        {
            _ = Mallopt(MmapThreshold, LargestFromHeap);
            _ = Mallopt(TrimThreshold, KeptFree);
        });

    /// <summary>
    /// Before a model with large buffers runs: what pictures left free goes back to the system, and the model's own go back when it is through.
    /// Mixed with the buffers of pictures they doubled and trebled the heap.
    /// </summary>
    public static Model MakeRoom()
    {
        Try(() =>
        {
            _ = MallocTrim(0);
            _ = Mallopt(MmapThreshold, LargestForModels);
        });
        return default;
    }

    private static void Try(Action tune)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            tune();
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library, which has its own ways.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int Mallopt(int parameter, int value);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint keep);

    /// <summary>Dispose when the model is through.</summary>
    public readonly ref struct Model
    {
        public void Dispose() => Try(() =>
        {
            _ = Mallopt(MmapThreshold, LargestFromHeap);
            _ = MallocTrim(0);
        });
    }
}
