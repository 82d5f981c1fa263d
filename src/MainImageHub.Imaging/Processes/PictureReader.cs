using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace MainImageHub.Imaging.Processes;

/// <summary>
/// The whole life of a process that reads pictures: it starts the engine, answers one request after another over its standard input and
/// output, and ends when nobody can ask any more. A fault in a decoder ends this process and no other.
/// </summary>
public static class PictureReader
{
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync()
    {
        // Ctrl-C reaches every process of a terminal, and some supervisors signal all of a service: a reader ends with whoever started it.
        using var interrupt = Ignore(PosixSignal.SIGINT);
        using var terminate = Ignore(PosixSignal.SIGTERM);
        using var quit = Ignore(PosixSignal.SIGQUIT);
        using var hangUp = Ignore(PosixSignal.SIGHUP);
        await using var answers = ReaderLimits.TakeOutput();
        await using var requests = Console.OpenStandardInput();
        if (await Frames.ReadAsync(requests) is not { } settings)
        {
            return 0;
        }

        var options = JsonSerializer.Deserialize(settings, ReaderJson.Default.ImagingOptions)!;
        ReaderLimits.Apply(options.ProcessMemory);
        ImagingEngine engine;
        try
        {
            engine = ImagingEngine.Start(options);
        }
        catch (ImagingUnavailableException e)
        {
            await Frames.WriteAsync(answers, new ReaderHello(e.Message, null, null, null), ReaderJson.Default.ReaderHello);
            return 1;
        }

        await Frames.WriteAsync(answers, new ReaderHello(null, engine.WhyNoText, engine.WhyNoReading, engine.WhyNoFaces), ReaderJson.Default.ReaderHello);
        await AnswerAllAsync(engine, requests, answers);
        return 0;
    }

    private static async Task AnswerAllAsync(ImagingEngine engine, Stream requests, Stream answers)
    {
        var work = Task.CompletedTask;
        using var stops = new StopSource();
        while (await Frames.ReadAsync(requests) is { } frame)
        {
            if (frame.Length == 0)
            {
                await stops.StopAsync();
                continue;
            }

            await work;
            var request = JsonSerializer.Deserialize(frame, ReaderJson.Default.ReaderRequest)!;
            var stop = stops.Next();
            work = AnswerAsync(engine, request, answers, stop);
        }

        if (!work.IsCompleted)
        {
            // Whoever asked is gone, in the middle of a picture: a decoder cannot be hurried, and nobody waits for it.
            using var self = Process.GetCurrentProcess();
            self.Kill();
        }
    }

    private static async Task AnswerAsync(ImagingEngine engine, ReaderRequest request, Stream answers, CancellationToken stop)
    {
        var answer = await Task.Factory.StartNew(() => Answer(engine, request, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Frames.WriteAsync(answers, answer, ReaderJson.Default.ReaderAnswer);
    }

    private static ReaderAnswer Answer(ImagingEngine engine, ReaderRequest request, CancellationToken stop)
    {
        try
        {
            return Work(engine, request, stop);
        }
        catch (ImageRefusedException refused)
        {
            return new ReaderAnswer { Refused = new ReaderRefusal(refused.Code, refused.Text) };
        }
        catch (OperationCanceledException)
        {
            return new ReaderAnswer { Stopped = true };
        }
        catch (Exception e)
        {
            return new ReaderAnswer { Failed = new ReaderFailure(e.Message, e.ToString(), e is IOException or UnauthorizedAccessException ? e.HResult : null) };
        }
    }

    private static ReaderAnswer Work(ImagingEngine engine, ReaderRequest request, CancellationToken stop)
    {
        switch (request.Verb)
        {
            case ReaderVerb.Ingest:
                var taken = engine.Ingest(request.Path, request.FileName, request.Recipes, request.Folder, stop);
                return new ReaderAnswer { Facts = taken.Facts, Files = taken.Files };
            case ReaderVerb.Render:
                return new ReaderAnswer { Files = engine.Render(request.Path, request.Recipes, request.Folder, stop) };
            case ReaderVerb.Measure:
                return new ReaderAnswer { Facts = engine.Measure(request.Path, request.FileName, stop) };
            case ReaderVerb.Compare:
                return new ReaderAnswer { Comparison = engine.Compare(request.Path, request.OtherPath!, stop) };
            case ReaderVerb.DrawOffWhite:
                return new ReaderAnswer { Bytes = engine.DrawOffWhite(request.Path, stop) };
            case ReaderVerb.Draw:
                engine.Drawing.Save(request.Drawing!.Svg, request.Path, request.Drawing.Width, request.Drawing.Format, request.Drawing.Quality);
                return new ReaderAnswer();
            default:
                return new ReaderAnswer { Probe = engine.Probe() };
        }
    }

    private static PosixSignalRegistration Ignore(PosixSignal signal) => PosixSignalRegistration.Create(signal, context => context.Cancel = true);

    /// <summary>The wish to stop, of the request at hand.</summary>
    private sealed class StopSource : IDisposable
    {
        private CancellationTokenSource current = new();

        public CancellationToken Next()
        {
            if (!current.TryReset())
            {
                current.Dispose();
                current = new CancellationTokenSource();
            }

            return current.Token;
        }

        public Task StopAsync() => current.CancelAsync();

        public void Dispose() => current.Dispose();
    }
}
