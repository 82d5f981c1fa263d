using System.Globalization;
using System.Runtime.InteropServices;

namespace MainImageHub.Imaging.Processes;

/// <summary>What keeps a reader small, quiet and the first to go.</summary>
internal static partial class ReaderLimits
{
    private const int DataLimit = 2;
    private const int CoreLimit = 4;
    private const int StandardOutput = 1;
    private const int StandardError = 2;

    /// <summary>
    /// Beyond what a reader may have resident before it is ended: for stacks and heaps that are asked for and never touched. It is what one
    /// picture can take between two looks at its memory.
    /// </summary>
    private const long Unseen = 512L * 1024 * 1024;

    /// <summary>
    /// For the C library: one heap for all threads. It would give each thread one of several in turn, each of which comes to hold what a picture
    /// needs at most; pictures have threads of their own, so all of them would, and a reader had three times the memory.
    /// For the runtime: one thread collects garbage, as there is one picture, and gives back what it freed; no files and pipes for debuggers, which a reader that is ended
    /// would leave behind; no tables of languages, as nothing here is in one; code is not mapped twice, which makes it
    /// ready sooner, and loops over pixels are compiled well at once, as each process learns anew what is slow.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Runtime(long residentBytes) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["MALLOC_ARENA_MAX"] = "1",
        ["DOTNET_gcServer"] = "0",
        ["DOTNET_gcConcurrent"] = "0",
        ["DOTNET_GCConserveMemory"] = "7",
        ["DOTNET_GCHeapHardLimit"] = residentBytes.ToString("x", CultureInfo.InvariantCulture),
        ["DOTNET_EnableDiagnostics"] = "0",
        ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1",
        ["DOTNET_EnableWriteXorExecute"] = "0",
        ["DOTNET_TC_QuickJitForLoops"] = "0",
    };

    /// <summary>Where the system knows how: no more memory than this, no image of the dead process on disk, and the first choice when the machine runs out of memory.</summary>
    public static void Apply(long residentBytes)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var wall = (ulong)(residentBytes + Unseen);
        _ = SetLimit(DataLimit, new Limit(wall, wall));
        _ = SetLimit(CoreLimit, new Limit(0, 0));
        try
        {
            File.WriteAllText("/proc/self/oom_score_adj", "800");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Some containers forbid it; then it is one among the others.
        }
    }

    /// <summary>The pipe for answers. What a library prints goes to the errors from now on, where it cannot be taken for an answer.</summary>
    public static FileStream TakeOutput()
    {
        var answers = Duplicate(StandardOutput);
        _ = DuplicateTo(StandardError, StandardOutput);
        return new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(answers, ownsHandle: true), FileAccess.Write, bufferSize: 0);
    }

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in Limit limit);

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int DuplicateTo(int descriptor, int other);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Limit(ulong Current, ulong Most);
}
