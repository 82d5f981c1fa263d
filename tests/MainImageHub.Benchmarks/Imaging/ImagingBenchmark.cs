using MainImageHub.Imaging;

namespace MainImageHub.Benchmarks.Imaging;

internal static class ImagingBenchmark
{
    public static int Run(string[] args)
    {
        var engine = ImagingEngine.Start(new ImagingOptions { LibvipsPath = ImagingEngine.FindLibvips(PartsDirectory())! });
        Console.WriteLine(engine.Probe());
        return args is ["accuracy", var folder, ..] ? AccuracyReport.Run(engine, folder, args.Contains("--verbose")) : 0;
    }

    private static string PartsDirectory()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var parts = Path.Combine(at.FullName, "src", "MainImageHub.Web", "Parts");
            if (Directory.Exists(parts))
            {
                return parts;
            }
        }

        throw new InvalidOperationException("Run the benchmark from a checkout that was built.");
    }
}
