using MainImageHub.Imaging;
using MainImageHub.Imaging.Processes;
using MainImageHub.Web.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace MainImageHub.Tests.Imaging.Fuzz;

public sealed class FuzzTests : IDisposable
{
    private const int Files = 1200;
    private const int Lanes = 2;

    private static readonly string[] KnownCodes = [.. typeof(ImageRefusals).GetFields().Select(field => (string)field.GetRawConstantValue()!)];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fuzz-");

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>Other ones every time. To see some again: <c>dotnet run -c Release --project tests/MainImageHub.Benchmarks -- fuzz 1200 SEED</c>.</summary>
    [Fact]
    public async Task Damaged_pictures_are_refused_for_a_known_reason_or_processed_and_kill_nobody()
    {
        var seed = Random.Shared.Next();
        var because = $"of the files of seed {seed}";
        var (pictures, left) = (folder.CreateSubdirectory("pictures"), folder.CreateSubdirectory("left"));
        var product = ReaderCommand.Start();
        var start = new ReaderStart("/usr/bin/env", [$"TMPDIR={left.FullName}", product.Program, .. product.Arguments]);
        await using var imaging = new ImagingProcesses(start, Pictures.OptionsWith(o => (o.Processes, o.Text, o.Faces) = (Lanes, false, false)), NullLogger<ImagingProcesses>.Instance);
        var run = await FuzzRun.RunAsync(imaging, new PictureFuzzer(seed), Files, Lanes, pictures.FullName);
        run.Odd.Should().BeEmpty(because);
        imaging.Deaths.Should().BeEmpty(because);
        run.Outcomes.Keys.Except([FuzzRun.Processed]).Should().BeSubsetOf(KnownCodes, because);
        run.Outcomes.Values.Sum().Should().Be(Files);
        run.Outcomes.Should().ContainKey(FuzzRun.Processed, "they are not damaged beyond everything").And.ContainKey(ImageRefusals.CorruptCode);
        pictures.EnumerateFileSystemInfos().Should().BeEmpty(because);
        left.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Should().BeEmpty("a reader leaves nothing behind");
    }

    [Fact]
    public void What_they_are_made_from_is_read()
    {
        using var pictures = new Pictures();
        PictureFuzzer.Whole.Should().NotBeEmpty();
        foreach (var (name, bytes) in PictureFuzzer.Whole)
        {
            if (name.EndsWith(".heic", StringComparison.Ordinal) && !Pictures.Engine.Probe().Heic)
            {
                continue;
            }

            var facts = Pictures.Engine.Measure(pictures.Write(Path.GetExtension(name), bytes), name);
            (facts.Width, facts.Height).Should().Be((96, 80), name);
        }
    }
}
