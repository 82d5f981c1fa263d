using MainImageHub.Imaging.Processes;

namespace MainImageHub.Web.Hosting;

/// <summary>The word by which this executable becomes a process that reads pictures (<see cref="PictureReader"/>) and nothing else. The hub starts those itself.</summary>
public static class ReaderCommand
{
    internal const string Word = "read-pictures";

    /// <summary>The product once more, whoever runs it: tests and tools are another program, with the product's files beside them.</summary>
    public static ReaderStart Start()
    {
        var product = typeof(ReaderCommand).Assembly.Location;
        if (Environment.ProcessPath is { } running && Path.GetFileNameWithoutExtension(running) == "dotnet")
        {
            return new ReaderStart(running, [product, Word]);
        }

        return new ReaderStart(Path.ChangeExtension(product, OperatingSystem.IsWindows() ? ".exe" : null), [Word]);
    }
}
