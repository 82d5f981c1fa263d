using System.Globalization;
using MainImageHub.Benchmarks.Support;
using MainImageHub.Imaging.Pipeline;
using MainImageHub.Imaging.Processes;

namespace MainImageHub.Benchmarks.Imaging;

/// <summary>
/// Thousands of good pictures through one process, whose memory must stay on a level; with <c>--large</c> pictures of 24 megapixels through two,
/// and what both hold together at most, shared pages counted once.
/// </summary>
internal static class LevelBenchmark
{
    private const int Different = 20;
    private const int Steps = 8;
    public const int LargeWidth = 6000;
    public const string Large = "--large";
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    public static async Task<int> RunAsync(string[] args)
    {
        var isLarge = args.Contains(Large);
        var (lanes, different) = isLarge ? (2, 4) : (1, Different);
        await using var imaging = ImagingBenchmark.Processes(args, lanes);
        args = [.. args.Where(a => a is not ("--no-text" or "--no-reading" or Large))];
        var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 2_000;
        var work = Directory.CreateTempSubdirectory("imaging-level-");
        try
        {
            var files = Enumerable.Range(0, different).Select(i => Path.Combine(work.FullName, $"picture-{i}.jpg")).ToArray();
            await DrawAsync(files, isLarge);
            using var over = new CancellationTokenSource();
            var watching = WatchAsync(imaging, over.Token);
            var done = 0;
            await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = lanes }, async (i, stop) =>
            {
                var file = files[i % different];
                await imaging.IngestAsync(file, Path.GetFileName(file), StandardRecipes.All, Directory.CreateDirectory(Path.Combine(work.FullName, $"lane-{i % (2 * lanes)}")).FullName, stop);
                if (Interlocked.Increment(ref done) is var n && n % Math.Max(1, count / Steps) == 0)
                {
                    var (now, peak) = (ImagingBenchmark.Readers(imaging, r => r.WorkingSet64).Sum(), ImagingBenchmark.Readers(imaging, r => r.PeakWorkingSet64).Sum());
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"after {n} pictures: {now / 1048576:0} MB resident, {peak / 1048576:0} MB at most"));
                }
            });
            await over.CancelAsync();
            var most = await watching / 1024;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"at most {most:0} MB at one moment, shared pages counted once; {ImagingBenchmark.ReaderCpu(imaging).TotalMilliseconds / count:0} ms of CPU per picture"));
            return imaging.Deaths.Count == 0 && imaging.ProcessIds.Count == lanes ? 0 : 1;
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    /// <summary>By others, which end: drawing takes more memory than the work that is measured.</summary>
    private static async Task DrawAsync(string[] files, bool isLarge)
    {
        await using var artist = ImagingBenchmark.Processes([], 1);
        var random = new Random(7);
        for (var i = 0; i < files.Length; i++)
        {
            var (width, height) = isLarge ? (1600, 1067) : (1600, 1600);
            var shapes = string.Concat(Enumerable.Range(0, 30).Select(_ => $"<circle cx='{random.Next(width)}' cy='{random.Next(height)}' r='{random.Next(20, 300)}' fill='#{random.Next(0x1000000):x6}'/>"));
            var words = string.Concat(Enumerable.Range(0, 6).Select(n => $"<text x='{40 + (n * 250)}' y='{80 + (n * 150)}' font-size='60' font-family='sans-serif'>SALE {n}0 %</text>"));
            await artist.DrawAsync($"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}'><rect width='{width}' height='{height}' fill='#fff'/>{shapes}{words}</svg>", files[i], isLarge ? LargeWidth : 1000 + (i * 60), Domain.Images.ImageFormat.Jpeg);
        }
    }

    /// <returns>Kilobytes.</returns>
    private static async Task<double> WatchAsync(ImagingProcesses imaging, CancellationToken over)
    {
        var most = 0.0;
        while (!over.IsCancellationRequested)
        {
            most = Math.Max(most, imaging.ProcessIds.Sum(ProportionalMemory.Of));
            await Task.Delay(Beat, CancellationToken.None);
        }

        return most;
    }
}
