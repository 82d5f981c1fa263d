using System.Globalization;

namespace MainImageHub.Benchmarks.Support;

/// <summary>Resident memory with pages that processes share counted once, as the kernel tells it.</summary>
internal static class ProportionalMemory
{
    private const string Database = "postgres";

    /// <returns>Kilobytes; 0 for one that is gone.</returns>
    public static double Of(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/smaps_rollup").First(l => l.StartsWith("Pss:", StringComparison.Ordinal));
            return double.Parse(line.AsSpan("Pss:".Length).Trim().TrimEnd(" kB"), CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return 0;
        }
    }

    /// <summary>A process and what it started, but for its database.</summary>
    /// <returns>Kilobytes of the process itself, and of the others.</returns>
    public static (double Own, double Others) OfFamily(int process)
    {
        var parents = new Dictionary<int, int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) && ParentOf(folder) is { } parent)
            {
                parents[id] = parent;
            }
        }

        return (Of(process), parents.Keys.Where(id => IsBelow(id)).Sum(Of));

        bool IsBelow(int id) => parents.TryGetValue(id, out var parent) && (parent == process || IsBelow(parent));
    }

    /// <summary>Null for what is gone, and for the database: its children are left out with it.</summary>
    private static int? ParentOf(string folder)
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            var name = stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..stat.LastIndexOf(')')];
            return name.StartsWith(Database, StringComparison.Ordinal) ? null : int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
