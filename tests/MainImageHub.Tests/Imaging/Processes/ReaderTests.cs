using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using MainImageHub.Domain.Images;
using MainImageHub.Imaging;
using MainImageHub.Imaging.Inspection;
using MainImageHub.Imaging.Pipeline;
using MainImageHub.Imaging.Processes;
using MainImageHub.Tests.Support;
using MainImageHub.Web.Hosting;
using MainImageHub.Web.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MainImageHub.Tests.Imaging.Processes;

/// <summary>Pictures read by processes of their own, and what becomes of those that end such a process.</summary>
public sealed class ReaderTests : IDisposable
{
    private readonly Pictures pictures = new();

    public void Dispose() => pictures.Dispose();

    [Fact]
    public async Task It_says_what_the_engine_says()
    {
        await using var imaging = Open();
        var (one, other) = (pictures.Product(70), pictures.Product(70, quality: 60));
        var inside = Pictures.Engine.Ingest(one, "one.png", StandardRecipes.All, pictures.Folder);
        var folder = Directory.CreateDirectory(Path.Combine(pictures.Folder, "other side")).FullName;
        var outside = await imaging.IngestAsync(one, "one.png", StandardRecipes.All, folder);
        outside.Facts.Should().BeEquivalentTo(inside.Facts, o => o.WithStrictOrdering());
        outside.Files.Select(f => (f.Recipe, f.Sha256, f.Width, f.Height)).Should().Equal(inside.Files.Select(f => (f.Recipe, f.Sha256, f.Width, f.Height)));
        outside.Files.Should().OnlyContain(f => File.Exists(f.Path) && Path.GetDirectoryName(f.Path) == folder);
        (await imaging.MeasureAsync(one, "one.png")).Should().BeEquivalentTo(inside.Facts, o => o.WithStrictOrdering());
        (await imaging.CompareAsync(one, other)).Should().Be(Pictures.Engine.Compare(one, other)).And.Match<PictureComparison>(c => c.Relation == PictureRelation.Reencoded && c.A.Width == 1000);
        (await imaging.DrawOffWhiteAsync(one)).Should().Equal(Pictures.Engine.DrawOffWhite(one));
        (await imaging.ProbeAsync()).Should().Be(Pictures.Engine.Probe());
        var drawn = pictures.NewPath(".webp");
        await imaging.DrawAsync("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 10 10'/>", drawn, 20, ImageFormat.WebP);
        (await imaging.MeasureAsync(drawn, null)).Should().Match<ImageFacts>(f => f.Width == 20 && f.Format == ImageFormat.WebP);
    }

    [Fact]
    public async Task A_refusal_comes_through_with_its_code_and_both_languages_and_costs_no_process()
    {
        await using var imaging = Open();
        var refused = await RefusedAsync(imaging.MeasureAsync(pictures.Write(".jpg", "no picture"u8), null));
        refused.Code.Should().Be("image.notAnImage");
        refused.Text.Zh.Should().Contain("不是图片");
        await FluentActions.Awaiting(() => imaging.MeasureAsync("/nowhere/at/all.jpg", null)).Should().ThrowAsync<IOException>();
        var before = imaging.ProcessIds;
        await imaging.MeasureAsync(pictures.Product(), null);
        imaging.ProcessIds.Should().Equal(before).And.ContainSingle();
        imaging.Deaths.Should().BeEmpty();
    }

    [Fact]
    public async Task A_picture_whose_process_is_killed_comes_through_at_the_second_try()
    {
        await using var imaging = Open();
        await imaging.WarmAsync(CancellationToken.None);
        using var reader = Process.GetProcessById(imaging.ProcessIds.Single());
        var measured = imaging.MeasureAsync(pictures.Product(), null);
        reader.Kill();
        (await measured).Width.Should().Be(1000);
        imaging.Deaths.Should().BeEquivalentTo(new Dictionary<ReaderDeath, long> { [ReaderDeath.Ended] = 1 });
        imaging.ProcessIds.Should().ContainSingle().And.NotContain(reader.Id);
    }

    [Fact]
    public async Task A_picture_that_ends_two_processes_is_refused_saying_what_to_do()
    {
        await using var imaging = OpenScript("kill -9 $$");
        var refused = await RefusedAsync(imaging.MeasureAsync(pictures.Product(), null));
        refused.Code.Should().Be(ImageRefusals.EndsReaderCode);
        refused.Text.En.Should().Contain("it crashed").And.Contain("Jobs page");
        refused.Text.Zh.Should().Contain("崩溃");
        imaging.Deaths.Should().BeEquivalentTo(new Dictionary<ReaderDeath, long> { [ReaderDeath.Ended] = 2 });
        imaging.ProcessIds.Should().BeEmpty();
    }

    [Fact]
    public async Task A_process_that_answers_nonsense_is_ended_like_one_that_crashed()
    {
        await using var imaging = OpenScript("echo this is no answer; sleep 100");
        (await RefusedAsync(imaging.MeasureAsync(pictures.Product(), null))).Code.Should().Be(ImageRefusals.EndsReaderCode);
        imaging.ProcessIds.Should().BeEmpty();
    }

    [Fact]
    public async Task A_process_that_takes_too_much_memory_is_ended()
    {
        await using var imaging = Open(o => (o.ProcessMemory, o.MaxPixels) = (256L * 1024 * 1024, 500_000_000));
        var huge = pictures.Write(".png", Pictures.InterlacedPng(7_000, 7_000));
        var refused = await RefusedAsync(imaging.MeasureAsync(huge, null));
        refused.Code.Should().Be(ImageRefusals.EndsReaderCode);
        refused.Text.En.Should().Contain("256 MB of memory");
        imaging.Deaths.Should().BeEquivalentTo(new Dictionary<ReaderDeath, long> { [ReaderDeath.Memory] = 2 });
        (await imaging.MeasureAsync(pictures.Product(), null)).Width.Should().Be(1000, "the next picture has nothing to do with it");
    }

    [Fact]
    public async Task What_asks_for_more_memory_at_once_than_there_is_is_refused_for_that()
    {
        await using var imaging = Open(o => (o.ProcessMemory, o.MaxPixels) = (256L * 1024 * 1024, 500_000_000));
        var huge = pictures.Write(".png", Pictures.InterlacedPng(14_000, 14_000));
        (await RefusedAsync(imaging.MeasureAsync(huge, null))).Code.Should().Be(ImageRefusals.TooMuchMemoryCode);
        imaging.Deaths.Should().BeEmpty();
    }

    [Fact]
    public async Task What_earlier_pictures_left_in_memory_is_not_held_against_the_next()
    {
        // The first process answers once and has no memory left then; the next ones are readers.
        const string Refusal = """{"Refused":{"Code":"image.tooMuchMemory","Text":{"En":"too much","Zh":"太多"}}}""";
        var product = ReaderCommand.Start();
        var length = Convert.ToString(Encoding.UTF8.GetByteCount(Refusal), 8).PadLeft(3, '0');
        var script = $$"""[ -e "$0/started" ] && exec "$@"; touch "$0/started"; {{Greeting}}; {{Request}}; printf '\002\000\000\000{}'; {{Request}}; printf '\{{length}}\000\000\000{{Refusal}}'; exec sleep 100""";
        await using var imaging = new ImagingProcesses(new ReaderStart("/bin/sh", ["-c", script, pictures.Folder, product.Program, .. product.Arguments]), Options(null), NullLogger<ImagingProcesses>.Instance);
        await imaging.MeasureAsync(pictures.Product(), null);
        (await imaging.MeasureAsync(pictures.Product(), null)).Width.Should().Be(1000);
        imaging.Deaths.Should().BeEmpty("it is nobody's fault");
        imaging.ProcessIds.Should().ContainSingle();
    }

    [Fact]
    public async Task A_process_that_does_not_answer_is_ended()
    {
        // What it said last is known although the line goes on, and something it started could still end it.
        var log = new Lines();
        await using var imaging = OpenScript("printf 'half a line' >&2; sleep 30 >/dev/null & exec sleep 100", o => o.Deadline = TimeSpan.FromSeconds(1), log);
        var refused = await RefusedAsync(imaging.MeasureAsync(pictures.Product(), null));
        refused.Text.En.Should().Contain("it gave no answer");
        imaging.Deaths.Should().BeEquivalentTo(new Dictionary<ReaderDeath, long> { [ReaderDeath.Silent] = 2 });
        log.Should().HaveCount(2).And.OnlyContain(line => line.Contains("half a line"));
    }

    [Fact]
    public async Task Whoever_leaves_while_it_starts_is_let_go_as_well()
    {
        await using var imaging = new ImagingProcesses(new ReaderStart("/bin/sh", ["-c", "exec sleep 100"]), Options(null), NullLogger<ImagingProcesses>.Instance);
        using var stop = new CancellationTokenSource();
        var measured = imaging.MeasureAsync(pictures.Product(), null, stop.Token);
        await stop.CancelAsync();
        await FluentActions.Awaiting(() => measured).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task A_full_disk_is_told_as_one()
    {
        await using var imaging = Open();
        // A file to be written there is one for which there is never room.
        File.CreateSymbolicLink(Path.Combine(pictures.Folder, "large.jpg"), "/dev/full");
        var failed = await FluentActions.Awaiting(() => imaging.RenderAsync(pictures.Product(), [new RenditionRecipe("large", ImageFormat.Jpeg)], pictures.Folder)).Should().ThrowAsync<IOException>();
        ProblemMapping.Describe(failed.Which).Type.Should().Be(HttpProblems.StorageFull);
    }

    [Fact]
    public async Task Two_pictures_that_end_two_processes_when_compared_are_not_said_to_be_on_the_jobs_page()
    {
        await using var imaging = OpenScript("kill -9 $$");
        var refused = await RefusedAsync(imaging.CompareAsync(pictures.Product(), pictures.Product(60)));
        refused.Code.Should().Be(ImageRefusals.EndsReaderCode);
        refused.Text.En.Should().Contain("it crashed").And.NotContain("Jobs");
        refused.Text.Zh.Should().Contain("崩溃").And.NotContain("任务");
    }

    [Fact]
    public async Task A_probe_waits_for_no_picture_and_answers_for_a_while()
    {
        // The first process hangs over what it is asked; the next ones are readers.
        var product = ReaderCommand.Start();
        var script = $$"""[ -e "$0/started" ] && exec "$@"; touch "$0/started"; {{Greeting}}; {{Request}}; exec sleep 100""";
        await using var imaging = new ImagingProcesses(new ReaderStart("/bin/sh", ["-c", script, pictures.Folder, product.Program, .. product.Arguments]), Options(o => o.Deadline = TimeSpan.FromSeconds(20)), NullLogger<ImagingProcesses>.Instance);
        await imaging.WarmAsync(CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var compared = imaging.CompareAsync(pictures.Product(), pictures.Product(60), stop.Token);
        var probe = await imaging.ProbeAsync(CancellationToken.None);
        probe.Working.Should().BeTrue();
        compared.IsCompleted.Should().BeFalse("it was not waited for");
        (await imaging.ProbeAsync(CancellationToken.None)).Should().BeSameAs(probe, "nobody keeps a reader busy by asking often");
        await stop.CancelAsync();
        await FluentActions.Awaiting(() => compared).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Whoever_wants_no_more_is_let_go_and_no_picture_is_blamed()
    {
        await using var imaging = OpenScript("exec sleep 100");
        await imaging.WarmAsync(CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var measured = imaging.MeasureAsync(pictures.Product(), null, stop.Token);
        await stop.CancelAsync();
        await FluentActions.Awaiting(() => measured).Should().ThrowAsync<OperationCanceledException>();
        imaging.Deaths.Should().BeEmpty();
    }

    [Fact]
    public async Task A_long_picture_is_stopped_when_asked_to_and_its_process_goes_on()
    {
        await using var imaging = Open();
        await imaging.WarmAsync(CancellationToken.None);
        var before = imaging.ProcessIds;
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(150));
        await FluentActions.Awaiting(() => imaging.MeasureAsync(pictures.Write(".png", Pictures.InterlacedPng(9_000, 9_000)), null, stop.Token)).Should().ThrowAsync<OperationCanceledException>();
        (await imaging.MeasureAsync(pictures.Product(), null, CancellationToken.None)).Width.Should().Be(1000);
        imaging.ProcessIds.Should().Equal(before);
    }

    [Fact]
    public async Task There_are_no_more_processes_than_pictures_may_be_worked_on_at_once()
    {
        await using var imaging = Open(o => o.Processes = 2);
        var (one, other) = (pictures.Product(), pictures.Product(60));
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => i % 3 == 0 ? imaging.CompareAsync(one, other) : (Task)imaging.MeasureAsync(one, null)));
        imaging.ProcessIds.Count.Should().BeInRange(1, 3, "two, and one that compares");
    }

    [Fact]
    public async Task An_idle_process_is_ended_and_the_next_picture_starts_another()
    {
        await using var imaging = Open(o => o.ProcessIdle = TimeSpan.FromSeconds(1));
        await imaging.WarmAsync(CancellationToken.None);
        var first = imaging.ProcessIds.Single();
        await HubApp.UntilAsync(() => Task.FromResult(imaging.ProcessIds.Count), count => count == 0);
        (await imaging.MeasureAsync(pictures.Product(), null)).Width.Should().Be(1000);
        imaging.ProcessIds.Should().ContainSingle().And.NotContain(first);
    }

    [Fact]
    public async Task Nothing_secret_of_the_hub_is_told_to_it()
    {
        const string Secret = "Hub__ReaderTestSecret";
        Environment.SetEnvironmentVariable(Secret, "hunter2");
        try
        {
            await using var imaging = Open();
            await imaging.WarmAsync(CancellationToken.None);
            var id = imaging.ProcessIds.Single().ToString(CultureInfo.InvariantCulture);
            var (told, asked) = (await File.ReadAllTextAsync($"/proc/{id}/environ"), await File.ReadAllTextAsync($"/proc/{id}/cmdline"));
            told.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(v => v.Split('=')[0]).Should().OnlyContain(name => name.StartsWith("DOTNET_", StringComparison.Ordinal) || name == "TMPDIR" || name == "MALLOC_ARENA_MAX" || name.EndsWith("LIBRARY_PATH", StringComparison.Ordinal));
            asked.Should().NotContain("hunter2").And.EndWith("read-pictures\0");
        }
        finally
        {
            Environment.SetEnvironmentVariable(Secret, null);
        }
    }

    [Fact]
    public async Task Signals_for_a_whole_group_are_left_to_the_process_that_started_it()
    {
        await using var imaging = Open();
        await imaging.WarmAsync(CancellationToken.None);
        var before = imaging.ProcessIds;
        foreach (var signal in new[] { "-INT", "-TERM", "-HUP", "-QUIT" })
        {
            using var kill = Process.Start("kill", [signal, before.Single().ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
        }

        (await imaging.MeasureAsync(pictures.Product(), null)).Width.Should().Be(1000);
        imaging.ProcessIds.Should().Equal(before);
    }

    [Fact]
    public async Task It_is_gone_when_whoever_started_it_is_killed()
    {
        // The first of two holds the only other end of the second one's input, as the hub does of its readers', and is killed without a word.
        var product = ReaderCommand.Start();
        var note = pictures.NewPath(".pid");
        using var shell = Process.Start("/bin/sh", ["-c", "sh -c 'echo $$ > \"$0\"; exec sleep 1000' \"$0\" | \"$@\"", note, product.Program, .. product.Arguments]);
        var holder = await HubApp.UntilAsync(() => Task.FromResult(File.Exists(note) ? File.ReadAllText(note).Trim() : ""), id => id.Length > 0);
        using (var sleeping = Process.GetProcessById(int.Parse(holder, CultureInfo.InvariantCulture)))
        {
            shell.HasExited.Should().BeFalse("both go on as long as the first does");
            sleeping.Kill();
        }

        await shell.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        shell.ExitCode.Should().Be(0, "the reader ended by itself");
    }

    [Fact]
    public async Task One_that_cannot_start_is_the_installations_fault_and_not_the_pictures()
    {
        await using var missing = new ImagingProcesses(new ReaderStart("/nowhere/program", []), Pictures.OptionsWith(), NullLogger<ImagingProcesses>.Instance);
        (await FluentActions.Awaiting(() => missing.WarmAsync(CancellationToken.None)).Should().ThrowAsync<ImagingUnavailableException>()).WithMessage("*/nowhere/program*");
        await using var blind = Open(o => o.LibvipsPath = "/nowhere/libvips.so");
        (await FluentActions.Awaiting(() => blind.MeasureAsync(pictures.Product(), null)).Should().ThrowAsync<ImagingUnavailableException>()).WithMessage("*/nowhere/libvips.so*");
        (await blind.ProbeAsync()).Working.Should().BeFalse();
        await using var mute = new ImagingProcesses(new ReaderStart("/bin/sh", ["-c", "echo last words >&2; exit 3"]), Pictures.OptionsWith(), NullLogger<ImagingProcesses>.Instance);
        (await FluentActions.Awaiting(() => mute.WarmAsync(CancellationToken.None)).Should().ThrowAsync<ImagingUnavailableException>()).WithMessage("*exit code 3*");
    }

    private static async Task<ImageRefusedException> RefusedAsync(Task asked) =>
        (await FluentActions.Awaiting(() => asked).Should().ThrowAsync<ImageRefusedException>()).Which;

    private static ImagingProcesses Open(Action<ImagingOptions>? change = null) => new(ReaderCommand.Start(), Options(change), NullLogger<ImagingProcesses>.Instance);

    /// <summary>A process that greets like a reader and then, asked for a picture, does something else.</summary>
    private static ImagingProcesses OpenScript(string then, Action<ImagingOptions>? change = null, ILogger<ImagingProcesses>? log = null) =>
        new(new ReaderStart("/bin/sh", ["-c", $"{Greeting}; {Request}; {then}"]), Options(change), log ?? NullLogger<ImagingProcesses>.Instance);

    private static ImagingOptions Options(Action<ImagingOptions>? change) => Pictures.OptionsWith(o =>
    {
        (o.Processes, o.Text, o.Faces) = (1, false, false);
        change?.Invoke(o);
    });

    private sealed class Lines : ConcurrentQueue<string>, ILogger<ImagingProcesses>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Enqueue(formatter(state, exception));
    }

    private const string Request = "dd bs=65536 count=1 of=/dev/null 2>/dev/null";
    private const string Greeting = Request + @"; printf '\002\000\000\000{}'";
}
