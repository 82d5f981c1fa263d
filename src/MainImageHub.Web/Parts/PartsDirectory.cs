using System.Reflection;
using System.Runtime.InteropServices;
using MainImageHub.Web.Storage;

namespace MainImageHub.Web.Parts;

/// <summary>
/// Where the native parts that npm brought are found: in <c>parts/</c> beside a published product, else in the
/// folder that the build recorded in this assembly.
/// </summary>
public sealed class PartsDirectory(string path)
{
    public string Path { get; } = path;

    /// <summary>The libvips library file for this operating system and processor.</summary>
    public string LibvipsPath => NewestFile(
        Part($"@img/sharp-libvips-{Platform}", "lib"),
        OperatingSystem.IsMacOS() ? "libvips-cpp*.dylib" : "libvips-cpp.so*");

    /// <summary>The folder with <c>bin</c>, <c>lib</c> and <c>share</c> of the embedded Postgres.</summary>
    public string PostgresHome => Part($"@embedded-postgres/{Platform}", "native");

    /// <exception cref="StartupException">Neither folder exists.</exception>
    public static PartsDirectory Locate()
    {
        var beside = System.IO.Path.Combine(AppContext.BaseDirectory, "parts");
        if (Directory.Exists(beside))
        {
            return new PartsDirectory(beside);
        }

        var recorded = typeof(PartsDirectory).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(data => data.Key == "PartsDirectory")?.Value;
        return recorded is not null && Directory.Exists(System.IO.Path.Combine(recorded, "node_modules"))
            ? new PartsDirectory(recorded)
            : throw new StartupException(
                $"The native parts of MainImageHub were found neither in '{beside}' nor in '{recorded}': build or publish the product again on a machine with Node.js.");
    }

    private static string Platform => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{(OperatingSystem.IsMacOS() ? "darwin" : "linux")}-{(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64")}");

    private string Part(string package, string folder)
    {
        var home = System.IO.Path.Combine(Path, "node_modules", package, folder);
        return Directory.Exists(home)
            ? home
            : throw new StartupException($"The part '{package}' is missing from '{Path}': build or publish the product again on a machine with Node.js.");
    }

    private static string NewestFile(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal).LastOrDefault()
        ?? throw new StartupException($"No file '{pattern}' is in '{folder}': build or publish the product again on a machine with Node.js.");
}
