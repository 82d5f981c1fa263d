using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MainImageHub.Imaging;
using MainImageHub.Imaging.Pipeline;
using MainImageHub.Imaging.Processes;
using MainImageHub.Tests.Imaging.Fuzz;

namespace MainImageHub.Benchmarks.Imaging;

/// <summary>
/// Damaged pictures through the processes that read pictures, as uploads go: what became of them, who died, the slowest, and the memory held.
/// Given a folder with a <c>manifest.json</c>, those of its files that are odd, broken or hostile (technical), one line each.
/// </summary>
internal static class FuzzBenchmark
{
    private const int Lanes = 2;

    public static async Task<int> RunAsync(string[] args)
    {
        await using var imaging = ImagingBenchmark.Processes(args, Lanes);
        args = [.. args.Where(a => a is not ("--no-text" or "--no-reading"))];
        var work = Directory.CreateTempSubdirectory("imaging-fuzz-");
        try
        {
            if (args is [var folder] && Directory.Exists(folder))
            {
                return await RunFolderAsync(imaging, folder, work.FullName);
            }

            var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 10_000;
            var seed = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : Random.Shared.Next();
            Console.WriteLine($"{count} files of seed {seed}");
            var started = Stopwatch.GetTimestamp();
            var run = await FuzzRun.RunAsync(imaging, new PictureFuzzer(seed), count, Lanes, work.FullName, done =>
            {
                if (done % Math.Max(1, count / 10) == 0)
                {
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done} after {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s; resident: {Resident(imaging)}"));
                }
            });
            foreach (var (outcome, times) in run.Outcomes.OrderByDescending(o => o.Value))
            {
                Console.WriteLine($"{times,7} {outcome}");
            }

            foreach (var (number, how) in run.Odd)
            {
                Console.WriteLine($"file {number}: {how}");
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"slowest: {run.Slowest.TotalMilliseconds:0} ms (file {run.SlowestNumber}); deaths: {(imaging.Deaths.Count == 0 ? "none" : string.Join(", ", imaging.Deaths))}; left in the folder: {work.EnumerateFileSystemInfos().Count()}; {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s"));
            return run.Odd.Count == 0 && imaging.Deaths.Count == 0 ? 0 : 1;
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static string Resident(ImagingProcesses imaging) =>
        string.Join(", ", ImagingBenchmark.Readers(imaging, r => r.WorkingSet64 / 1048576.0).Select(mb => string.Create(CultureInfo.InvariantCulture, $"{mb:0} MB")));

    private static async Task<int> RunFolderAsync(ImagingProcesses imaging, string folder, string work)
    {
        using var manifest = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, "manifest.json")));
        foreach (var entry in manifest.RootElement.EnumerateArray().Where(e => e.GetProperty("category").GetString() == "technical"))
        {
            var file = entry.GetProperty("file").GetString()!;
            var started = Stopwatch.GetTimestamp();
            string outcome;
            try
            {
                var taken = await imaging.IngestAsync(Path.Combine(folder, file), file, StandardRecipes.All, work);
                outcome = string.Create(CultureInfo.InvariantCulture, $"processed: {taken.Facts.Format} {taken.Facts.Width} x {taken.Facts.Height}");
            }
            catch (ImageRefusedException refused)
            {
                outcome = refused.Code;
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{entry.GetProperty("category").GetString(),-12} {file,-48} {outcome,-40} {Stopwatch.GetElapsedTime(started).TotalMilliseconds,6:0} ms"));
        }

        Console.WriteLine($"deaths: {(imaging.Deaths.Count == 0 ? "none" : string.Join(", ", imaging.Deaths))}; peak resident: {string.Join(", ", ImagingBenchmark.Readers(imaging, r => r.PeakWorkingSet64 / 1048576).Select(mb => $"{mb} MB"))}");
        return imaging.Deaths.Count == 0 ? 0 : 1;
    }
}
