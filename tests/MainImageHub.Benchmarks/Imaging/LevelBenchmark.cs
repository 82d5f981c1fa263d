using System.Globalization;
using MainImageHub.Imaging.Pipeline;
using MainImageHub.Imaging.Processes;

namespace MainImageHub.Benchmarks.Imaging;

/// <summary>Thousands of good pictures through one process, whose memory must stay on a level.</summary>
internal static class LevelBenchmark
{
    private const int Different = 20;
    private const int Steps = 8;

    public static async Task<int> RunAsync(string[] args)
    {
        await using var imaging = ImagingBenchmark.Processes(args, 1);
        args = [.. args.Where(a => a != "--no-text")];
        var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 2_000;
        var work = Directory.CreateTempSubdirectory("imaging-level-");
        try
        {
            var files = new string[Different];
            var random = new Random(7);
            for (var i = 0; i < Different; i++)
            {
                files[i] = Path.Combine(work.FullName, $"picture-{i}.jpg");
                var shapes = string.Concat(Enumerable.Range(0, 30).Select(_ => $"<circle cx='{random.Next(1600)}' cy='{random.Next(1600)}' r='{random.Next(20, 300)}' fill='#{random.Next(0x1000000):x6}'/>"));
                await imaging.DrawAsync($"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1600 1600'><rect width='1600' height='1600' fill='#fff'/>{shapes}</svg>", files[i], 1000 + (i * 60), Domain.Images.ImageFormat.Jpeg);
            }

            for (var i = 1; i <= count; i++)
            {
                var file = files[i % Different];
                await imaging.IngestAsync(file, Path.GetFileName(file), StandardRecipes.All, work.FullName);
                if (i % Math.Max(1, count / Steps) == 0)
                {
                    var (now, peak) = (ImagingBenchmark.Readers(imaging, r => r.WorkingSet64).Sum(), ImagingBenchmark.Readers(imaging, r => r.PeakWorkingSet64).Sum());
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"after {i} pictures: {now / 1048576:0} MB resident, {peak / 1048576:0} MB at most"));
                }
            }

            return imaging.Deaths.Count == 0 && imaging.ProcessIds.Count == 1 ? 0 : 1;
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }
}
