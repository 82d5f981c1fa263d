using System.Collections;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace MainImageHub.Imaging.Processes;

/// <summary>One reader, seen from the process that started it. It is asked for one picture at a time, so that its death blames exactly one.</summary>
internal sealed class ReaderProcess : IDisposable
{
    /// <summary>How long a reader may take until it can work; a busy machine is no reason to give up.</summary>
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

    /// <summary>How long it may still take to say that it stopped when it was asked to, or to be gone when it has closed its end.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(3);

    /// <summary>Memory is looked at so often; what is taken in between is bounded by <see cref="ReaderLimits"/>.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    private const int TailLength = 2000;

    /// <summary>All that a reader is told of its surroundings: where its runtime and libraries lie. The rest is where passwords stand.</summary>
    private static readonly string[] Handed = ["DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR"];

    private readonly Process process;
    private readonly ImagingOptions options;
    private readonly StringBuilder tail = new();
    private readonly TaskCompletionSource spoken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool killed;

    private ReaderProcess(Process process, ImagingOptions options)
    {
        (this.process, this.options) = (process, options);
        new Thread(ReadErrors, maxStackSize: 256 * 1024) { IsBackground = true, Name = "reader's last words" }.Start();
    }

    /// <summary>How long it may still take to say that the deadline passed: some decoders finish what they are at first.</summary>
    private TimeSpan Overtime => options.Deadline / 4 > StopPatience ? options.Deadline / 4 : StopPatience;

    public int Id => process.Id;

    public ReaderHello Hello { get; private set; } = null!;

    /// <summary>It is gone, or on its way.</summary>
    public bool HasExited => killed || process.HasExited;

    /// <summary>It was given a picture before: what that left in its heap counts as memory of the next one.</summary>
    public bool WasUsed { get; private set; }

    /// <summary>When it last had something to do; see <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public long IdleSince { get; private set; }

    /// <summary>What it printed before it ended, and how it ended, for the log.</summary>
    public string LastWords
    {
        get
        {
            lock (tail)
            {
                return process.HasExited ? $"exit code {process.ExitCode}; {tail}" : tail.ToString();
            }
        }
    }

    /// <exception cref="ImagingUnavailableException">It cannot be started, or cannot work.</exception>
    public static async Task<ReaderProcess> StartAsync(ReaderStart start, ImagingOptions options, CancellationToken cancellationToken)
    {
        var reader = new ReaderProcess(Launch(start, options), options);
        try
        {
            var hello = reader.GreetAsync();
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(StartPatience);
            await using var giveUp = patience.Token.Register(reader.Kill);
            var greeting = await hello;
            // One that was ended because nobody waits for it has nothing to say either.
            cancellationToken.ThrowIfCancellationRequested();
            reader.Hello = greeting ?? throw new ImagingUnavailableException($"The picture reader ended before it could work ({await reader.EndAsync()}).");
            reader.IdleSince = Stopwatch.GetTimestamp();
            return reader.Hello.Unusable is { } why ? throw new ImagingUnavailableException(why) : reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>Has one picture worked on.</summary>
    /// <returns>The answer, or how the reader died. It is of no more use then.</returns>
    /// <exception cref="OperationCanceledException">The caller wants no more.</exception>
    public async Task<(ReaderAnswer? Answer, ReaderDeath Death)> AskAsync(ReaderRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var answer = ExchangeAsync(request);
        var death = await WatchAsync(answer, cancellationToken);
        var answered = await OrGoneAsync(answer);
        (IdleSince, WasUsed) = (Stopwatch.GetTimestamp(), true);
        if (answered is null or { Stopped: true })
        {
            // Whatever it would have said: nobody waits for it, and a reader that had to be ended for that blames no picture.
            cancellationToken.ThrowIfCancellationRequested();
        }

        return (answered, death);
    }

    /// <summary>Its last words, once it is gone and they are complete: its end of the pipe closes a moment before either.</summary>
    private async Task<string> EndAsync()
    {
        try
        {
            await Task.WhenAll(process.WaitForExitAsync(), spoken.Task).WaitAsync(StopPatience);
        }
        catch (TimeoutException)
        {
            // It greeted wrongly and goes on, or something that it started does.
        }

        return LastWords;
    }

    public void Kill()
    {
        killed = true;
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It is gone already.
        }
    }

    public void Dispose()
    {
        // An orderly reader ends when nobody can ask it any more; there is no reason to wait and see.
        Kill();
        process.Dispose();
    }

    private static Process Launch(ReaderStart start, ImagingOptions options)
    {
        var info = new ProcessStartInfo(start.Program, start.Arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment.Clear();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (Handed.Contains((string)variable.Key, StringComparer.Ordinal))
            {
                info.Environment[(string)variable.Key] = (string?)variable.Value;
            }
        }

        foreach (var (name, value) in ReaderLimits.Runtime(options.ProcessMemory))
        {
            info.Environment[name] = value;
        }

        try
        {
            return Process.Start(info)!;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new ImagingUnavailableException($"The picture reader could not be started as {start.Program}: {error.Message}", error);
        }
    }

    private async Task<ReaderHello?> GreetAsync()
    {
        try
        {
            await Frames.WriteAsync(process.StandardInput.BaseStream, options, ReaderJson.Default.ImagingOptions);
            return await Frames.ReadAsync(process.StandardOutput.BaseStream) is { } hello ? JsonSerializer.Deserialize(hello, ReaderJson.Default.ReaderHello) : null;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Null when it died over it.</summary>
    private async Task<ReaderAnswer?> ExchangeAsync(ReaderRequest request)
    {
        ReaderAnswer? answer = null;
        try
        {
            await Frames.WriteAsync(process.StandardInput.BaseStream, request, ReaderJson.Default.ReaderRequest);
            answer = await Frames.ReadAsync(process.StandardOutput.BaseStream) is { } frame ? JsonSerializer.Deserialize(frame, ReaderJson.Default.ReaderAnswer) : null;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            // A broken pipe, or words that make no sense: what is left of it is of no use.
        }

        if (answer is null)
        {
            Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }

        return answer;
    }

    /// <summary>A reader that was ended says nothing more, even if something that it started still holds its end of the pipe.</summary>
    private async Task<ReaderAnswer?> OrGoneAsync(Task<ReaderAnswer?> answer)
    {
        if (killed)
        {
            await process.WaitForExitAsync(CancellationToken.None);
        }

        return !killed || answer.IsCompleted ? await answer : null;
    }

    /// <summary>Ends the reader when it takes too much memory or time, and asks it to stop when the caller wants no more.</summary>
    private async Task<ReaderDeath> WatchAsync(Task answer, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        long? askedToStop = null;
        while (true)
        {
            using var waiting = askedToStop is null ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken) : new CancellationTokenSource();
            var ended = await Task.WhenAny(answer, Task.Delay(LookEvery, TimeProvider.System, waiting.Token)) == answer;
            await waiting.CancelAsync();
            if (ended)
            {
                return ReaderDeath.Ended;
            }

            if (ResidentBytes() > options.ProcessMemory)
            {
                Kill();
                return ReaderDeath.Memory;
            }

            if (Stopwatch.GetElapsedTime(began) > options.Deadline + Overtime || (askedToStop is { } asked && Stopwatch.GetElapsedTime(asked) > StopPatience))
            {
                Kill();
                return ReaderDeath.Silent;
            }

            if (askedToStop is null && cancellationToken.IsCancellationRequested)
            {
                askedToStop = Stopwatch.GetTimestamp();
                await AskToStopAsync();
            }
        }
    }

    private async Task AskToStopAsync()
    {
        try
        {
            await Frames.WriteStopAsync(process.StandardInput.BaseStream);
        }
        catch (IOException)
        {
            // It is gone; whoever waits for its answer will see.
        }
    }

    private long ResidentBytes()
    {
        try
        {
            process.Refresh();
            return process.WorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0;
        }
    }

    /// <summary>Piece by piece: a line may be of any length, and a reader that was taken over must not fill the memory of whoever listens to it.</summary>
    private void ReadErrors()
    {
        var piece = new char[TailLength];
        try
        {
            while (process.StandardError.Read(piece) is > 0 and var count)
            {
                piece.AsSpan(0, count).Replace('\n', ' ');
                lock (tail)
                {
                    tail.Append(piece, 0, count);
                    tail.Remove(0, Math.Max(0, tail.Length - TailLength));
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It was ended.
        }
        finally
        {
            spoken.TrySetResult();
        }
    }
}
