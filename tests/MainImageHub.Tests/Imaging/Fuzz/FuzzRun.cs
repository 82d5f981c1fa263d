using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using MainImageHub.Imaging;
using MainImageHub.Imaging.Pipeline;
using MainImageHub.Imaging.Processes;

namespace MainImageHub.Tests.Imaging.Fuzz;

/// <summary>What became of many damaged pictures.</summary>
/// <param name="Outcomes">How many were processed, and how many refused, by code.</param>
/// <param name="Odd">Numbers of those that killed a reader or ended in another way than processed or refused, and how.</param>
/// <param name="Slowest">The longest that one of them took.</param>
/// <param name="SlowestNumber">Which it was.</param>
public sealed record FuzzRun(IReadOnlyDictionary<string, int> Outcomes, IReadOnlyList<(int Number, string How)> Odd, TimeSpan Slowest, int SlowestNumber)
{
    public const string Processed = "processed";

    /// <summary>Takes them in as an upload is: measured, and rendered into a folder of their own, which is empty again afterwards.</summary>
    public static async Task<FuzzRun> RunAsync(ImagingProcesses imaging, PictureFuzzer fuzzer, int count, int lanes, string folder, Action<int>? progress = null)
    {
        var outcomes = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var odd = new ConcurrentQueue<(int, string)>();
        var slowest = (Took: TimeSpan.Zero, Number: 0);
        var (gate, done) = (new Lock(), 0);
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = lanes }, async (number, stop) =>
        {
            var own = Directory.CreateDirectory(Path.Combine(folder, number.ToString(CultureInfo.InvariantCulture)));
            var file = Path.Combine(own.FullName, "picture");
            await File.WriteAllBytesAsync(file, fuzzer.Make(number), stop);
            var started = Stopwatch.GetTimestamp();
            var outcome = await OutcomeAsync(imaging, file, own.FullName, stop);
            var took = Stopwatch.GetElapsedTime(started);
            own.Delete(recursive: true);
            if (outcome.StartsWith('!') || outcome == ImageRefusals.EndsReaderCode)
            {
                odd.Enqueue((number, outcome));
            }

            outcomes.AddOrUpdate(outcome.StartsWith('!') ? "!" : outcome, 1, (_, before) => before + 1);
            lock (gate)
            {
                slowest = took > slowest.Took ? (took, number) : slowest;
                progress?.Invoke(++done);
            }
        });
        return new FuzzRun(outcomes, [.. odd], slowest.Took, slowest.Number);
    }

    private static async Task<string> OutcomeAsync(ImagingProcesses imaging, string file, string folder, CancellationToken stop)
    {
        try
        {
            await imaging.IngestAsync(file, "picture.jpg", StandardRecipes.All, folder, stop);
            return Processed;
        }
        catch (ImageRefusedException refused)
        {
            return refused.Code;
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or ImagingUnavailableException)
        {
            return $"!{e.Message}";
        }
    }
}
