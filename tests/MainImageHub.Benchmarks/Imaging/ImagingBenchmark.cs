using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MainImageHub.Domain.Images;
using MainImageHub.Imaging;
using MainImageHub.Imaging.Pipeline;
using MainImageHub.Imaging.Processes;
using MainImageHub.Web.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace MainImageHub.Benchmarks.Imaging;

/// <summary>
/// Pictures per second for decode-once, measure, fingerprint and the four standard renditions, beside npm sharp doing the decode and
/// the same four renditions on the same files. Rounds alternate, so that a busy machine slows both alike; the figure is the median of
/// the rounds' ratios. JPEGs of twice the largest rendition and more are decoded at a fraction of their size on both sides.
/// </summary>
internal static class ImagingBenchmark
{
    private const int Rounds = 7;
    private const int WarmUps = 4;
    private const int Lanes = 2;
    private const int Drawn = 8;

    /// <summary>8.6 megapixels.</summary>
    public const int DrawnWidth = 3400;

    /// <summary>As the product starts it, with the parts the build fetched.</summary>
    public static ImagingEngine Engine(string[] args)
    {
        var engine = ImagingEngine.Start(Options(args));
        Console.WriteLine(engine.WhyNoText is { } reason ? $"text is not looked for: {reason}" : "text is looked for");
        return engine;
    }

    /// <summary>The processes in which the product has pictures read.</summary>
    public static ImagingProcesses Processes(string[] args, int lanes)
    {
        var options = Options(args);
        options.Processes = lanes;
        return new ImagingProcesses(ReaderCommand.Start(), options, NullLogger<ImagingProcesses>.Instance);
    }

    private static ImagingOptions Options(string[] args)
    {
        var parts = PartsDirectory();
        return new ImagingOptions
        {
            LibvipsPath = ImagingEngine.FindLibvips(parts)!,
            OnnxRuntimePath = ImagingEngine.FindOnnxRuntime(parts),
            TextModelPath = ImagingEngine.FindTextModel(parts),
            ReadingModelPath = ImagingEngine.FindReadingModel(parts),
            FaceModelPath = ImagingEngine.FindFaceModel(parts),
            Text = !args.Contains("--no-text"),
            ReadText = !args.Contains("--no-text") && !args.Contains("--no-reading"),
            Faces = !args.Contains("--no-text"),
        };
    }

    public static async Task<int> RunAsync(string[] args)
    {
        var engine = Engine(args);
        await using var processes = Processes(args, Lanes);
        args = [.. args.Where(a => a is not ("--no-text" or "--no-reading"))];
        if (args is ["draw", var target, var number, var width])
        {
            Draw(engine, target, int.Parse(number, CultureInfo.InvariantCulture), int.Parse(width, CultureInfo.InvariantCulture));
            return 0;
        }

        if (args is ["stages", var picture])
        {
            PrintStages(engine, picture);
            return 0;
        }

        var work = Directory.CreateTempSubdirectory("imaging-benchmark-");
        try
        {
            string[] files = args is [var folder, ..]
                ? Usable(engine, Directory.EnumerateFiles(folder).Where(f => Path.GetExtension(f).ToUpperInvariant() is ".JPG" or ".JPEG" or ".PNG").Order(StringComparer.Ordinal))
                : DrawInAnotherProcess(work.FullName, Drawn, DrawnWidth);
            return await CompareAsync(engine, processes, files, PartsDirectory(), work.FullName);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static async Task<int> CompareAsync(ImagingEngine engine, ImagingProcesses processes, string[] files, string parts, string output)
    {
        var script = Path.Combine(Path.GetDirectoryName(parts)!, "..", "..", "tests", "MainImageHub.Benchmarks", "Imaging", "sharp-peer.mjs");
        using var peer = Process.Start(new ProcessStartInfo("node", [script, Path.Combine(parts, "node_modules"), output, Lanes.ToString(CultureInfo.InvariantCulture)])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var ours = 0.0;
        List<double> ratios = [], ownSpeeds = [], peerSpeeds = [], ownCpu = [], peerCpu = [], readerSpeeds = [], readerCpu = [], readerRatios = [], readerCpuRatios = [];
        double peerPeak = 0;
        for (var round = 1 - WarmUps; round <= Rounds; round++)
        {
            var before = Environment.CpuUsage.TotalTime;
            ours = RunOurs(engine, files, output);
            var cpu = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / files.Length;
            var readersBefore = ReaderCpu(processes);
            before = Environment.CpuUsage.TotalTime;
            var outside = await RunReadersAsync(processes, files, output);
            var outsideCpu = (ReaderCpu(processes) - readersBefore + (Environment.CpuUsage.TotalTime - before)).TotalMilliseconds / files.Length;
            var (theirs, theirCpu, peak) = RunPeer(peer, files);
            peerPeak = peak;
            if (round <= 0)
            {
                // Warm-up: just-in-time compilation on all sides, of which each process has its own, files into the page cache.
                continue;
            }

            ratios.Add(ours / theirs);
            ownSpeeds.Add(ours);
            peerSpeeds.Add(theirs);
            ownCpu.Add(cpu);
            readerSpeeds.Add(outside);
            readerCpu.Add(outsideCpu);
            readerRatios.Add(outside / ours);
            readerCpuRatios.Add(outsideCpu / cpu);
            peerCpu.Add(theirCpu);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round}: ours {ours:0.00}/s, in processes of their own {outside:0.00}/s, sharp {theirs:0.00}/s, ratio {ours / theirs:0.00}; CPU per picture {cpu:0}, {outsideCpu:0} and {theirCpu:0} ms"));
        }

        peer.StandardInput.Close();
        peer.WaitForExit();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"median: ours {Median(ownSpeeds):0.00}/s, sharp {Median(peerSpeeds):0.00}/s, ratio {Median(ratios):0.00} ({files.Length} pictures, {Lanes} lanes, {Rounds} rounds)"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"median CPU per picture: ours {Median(ownCpu):0} ms, sharp {Median(peerCpu):0} ms, ratio {Median(peerCpu) / Median(ownCpu):0.00} (less shaken by a busy machine than the speeds)"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"in processes of their own: {Median(readerSpeeds):0.00}/s and {Median(readerCpu):0} ms of CPU per picture, {Median(readerRatios):0.000} of the speed and {Median(readerCpuRatios):0.000} of the CPU of this one; peak resident memory of each: {string.Join(", ", Readers(processes, r => r.PeakWorkingSet64 / 1048576.0).Select(mb => $"{mb:0} MB"))}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"peak resident memory: ours {PeakMegabytes():0} MB (managed heap at the end {GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes / 1048576.0:0} MB, collections {GC.CollectionCount(0)}/{GC.CollectionCount(1)}/{GC.CollectionCount(2)}), sharp {peerPeak:0} MB"));
        return 0;
    }

    private static double RunOurs(ImagingEngine engine, string[] files, string output)
    {
        var started = Stopwatch.GetTimestamp();
        var next = -1;
        var lanes = Enumerable.Range(0, Lanes).Select(lane => new Thread(() =>
        {
            var folder = Directory.CreateDirectory(Path.Combine(output, $"lane-{lane}")).FullName;
            for (var i = Interlocked.Increment(ref next); i < files.Length; i = Interlocked.Increment(ref next))
            {
                engine.Ingest(files[i], Path.GetFileName(files[i]), StandardRecipes.All, folder);
            }
        })).ToList();
        lanes.ForEach(t => t.Start());
        lanes.ForEach(t => t.Join());
        return files.Length / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<double> RunReadersAsync(ImagingProcesses processes, string[] files, string output)
    {
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(files, new ParallelOptions { MaxDegreeOfParallelism = Lanes }, async (file, stop) =>
        {
            var folder = Directory.CreateDirectory(Path.Combine(output, $"reader-{Path.GetFileName(file)}")).FullName;
            await processes.IngestAsync(file, Path.GetFileName(file), StandardRecipes.All, folder, stop);
        });
        return files.Length / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    public static TimeSpan ReaderCpu(ImagingProcesses processes) => TimeSpan.FromMilliseconds(Readers(processes, r => r.TotalProcessorTime.TotalMilliseconds).Sum());

    /// <summary>Something about each of the processes that there are.</summary>
    public static IReadOnlyList<double> Readers(ImagingProcesses processes, Func<Process, double> look) =>
    [
        .. processes.ProcessIds.Order().Select(id =>
        {
            using var reader = Process.GetProcessById(id);
            return look(reader);
        }),
    ];

    private static (double PerSecond, double CpuMilliseconds, double PeakMegabytes) RunPeer(Process peer, string[] files)
    {
        foreach (var file in files)
        {
            peer.StandardInput.WriteLine(file);
        }

        peer.StandardInput.WriteLine("go");
        peer.StandardInput.Flush();
        using var answer = JsonDocument.Parse(peer.StandardOutput.ReadLine() ?? throw new InvalidOperationException("sharp ended early; see its error above."));
        var count = answer.RootElement.GetProperty("count").GetInt32();
        return (count / answer.RootElement.GetProperty("seconds").GetDouble(), answer.RootElement.GetProperty("cpuMilliseconds").GetDouble() / count, answer.RootElement.GetProperty("peakKb").GetDouble() / 1024);
    }

    /// <summary>Without those that are refused: a refusal costs next to nothing and would flatter us.</summary>
    private static string[] Usable(ImagingEngine engine, IEnumerable<string> files)
    {
        List<string> usable = [];
        foreach (var file in files)
        {
            try
            {
                engine.Measure(file, Path.GetFileName(file));
                usable.Add(file);
            }
            catch (ImageRefusedException refused)
            {
                Console.WriteLine($"passed over: {Path.GetFileName(file)}: {refused.Message}");
            }
        }

        return [.. usable];
    }

    /// <summary>Product-like pictures with the noise of a camera, which is what makes a JPEG costly to decode.</summary>
    private static void Draw(ImagingEngine engine, string folder, int count, int width)
    {
        var random = new Random(8);
        var pictures = new (string File, string Svg)[count];
        for (var i = 0; i < count; i++)
        {
            var shapes = string.Concat(Enumerable.Range(0, 40).Select(_ => string.Create(CultureInfo.InvariantCulture,
                $"<ellipse cx='{random.Next(600, 2800)}' cy='{random.Next(500, 2050)}' rx='{random.Next(30, 500)}' ry='{random.Next(30, 400)}' fill='#{random.Next(0x1000000):x6}' opacity='.8'/>")));
            // Grain as a camera's: a tile of it, since computing it for every pixel takes seconds.
            var svg = $"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 3400 2540'><filter id='n' x='0' y='0' width='100%' height='100%'><feTurbulence type='fractalNoise' baseFrequency='.6' numOctaves='2' seed='{i}' x='0' y='0' width='400' height='400' result='s'/><feTile in='s' result='t'/><feColorMatrix in='t' values='.35 0 0 0 0  0 .35 0 0 0  0 0 .35 0 0  0 0 0 0 .35' result='g'/><feComposite in='g' in2='SourceGraphic' operator='atop'/></filter><rect width='3400' height='2540' fill='#fff'/><g filter='url(#n)'>{shapes}</g></svg>";
            pictures[i] = (Path.Combine(folder, $"picture-{i}.jpg"), svg);
        }

        // Most of it is writing the JPEG, which uses one core.
        Parallel.ForEach(pictures, picture => engine.Drawing.Save(picture.Svg, picture.File, width, ImageFormat.Jpeg, 92));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"drew {count} pictures, {width} px wide, {pictures.Average(p => new FileInfo(p.File).Length) / 1e6:0.0} MB each"));
    }

    /// <summary>Drawing takes more memory than the work that is measured.</summary>
    public static string[] DrawInAnotherProcess(string folder, int count, int width)
    {
        using var artist = Process.Start("dotnet", [typeof(ImagingBenchmark).Assembly.Location, "imaging", "draw", folder, count.ToString(CultureInfo.InvariantCulture), width.ToString(CultureInfo.InvariantCulture)]);
        artist.WaitForExit();
        return Directory.GetFiles(folder, "picture-*.jpg");
    }

    /// <summary>Where one picture's time goes.</summary>
    private static void PrintStages(ImagingEngine engine, string picture)
    {
        var folder = Directory.CreateTempSubdirectory("imaging-stages-").FullName;
        var small = engine.Render(picture, [new RenditionRecipe("small", ImageFormat.Jpeg) { LongestSide = 768, Quality = 95 }], folder).Single().Path;
        Print("decode small", () => engine.Render(small, [], folder));
        Print("decode + measure small", () => engine.Measure(small, null));
        Print("decode", () => engine.Render(picture, [], folder));
        foreach (var recipe in StandardRecipes.All)
        {
            Print($"decode + {recipe.Name}", () => engine.Render(picture, [recipe], folder));
        }

        Print("everything", () => engine.Ingest(picture, null, StandardRecipes.All, folder));
        Directory.Delete(folder, recursive: true);

        static void Print(string name, Action action)
        {
            List<double> times = [];
            for (var i = 0; i < 15; i++)
            {
                var started = Stopwatch.GetTimestamp();
                action();
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-30} best {times.Min():0.0} ms, median {Median(times):0.0} ms"));
        }
    }

    public static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static double PeakMegabytes() => Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0;

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
