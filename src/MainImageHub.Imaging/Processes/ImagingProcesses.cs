using System.Collections.Concurrent;
using System.Diagnostics;
using MainImageHub.Domain.Images;
using MainImageHub.Imaging.Inspection;
using MainImageHub.Imaging.Pipeline;
using Microsoft.Extensions.Logging;

namespace MainImageHub.Imaging.Processes;

/// <summary>
/// The verbs of <see cref="ImagingEngine"/>, each done by a small process of its own, so that a picture that makes a decoder crash, hang or
/// eat memory ends that process and no other. At most <see cref="ImagingOptions.Processes"/> pictures are worked on at once, and one
/// comparison beside them, for which mostly somebody waits; a probe waits for neither. Readers are started when they are needed, kept, and ended when they are idle.
/// </summary>
/// <remarks>
/// A picture under which its reader died is tried once more, in a fresh one: it may have been the machine. So is one for which there was not
/// memory enough in a reader that had read others. After a second death it is refused as
/// <see cref="ImageRefusals.EndsReaderCode"/>. All methods throw <see cref="ImageRefusedException"/> for a bad file, <see cref="OperationCanceledException"/>,
/// and <see cref="ImagingUnavailableException"/> when no reader can be started.
/// </remarks>
public sealed partial class ImagingProcesses : IAsyncDisposable
{
    private const int Tries = 2;

    /// <summary>A probe that went well answers for so long: whoever asks often, from outside even, keeps no reader busy.</summary>
    private static readonly TimeSpan ProbeHolds = TimeSpan.FromSeconds(15);

    private readonly ReaderStart start;
    private readonly ImagingOptions options;
    private readonly ILogger<ImagingProcesses> logger;
    private readonly SemaphoreSlim places;
    private readonly SemaphoreSlim comparing = new(1);
    private readonly SemaphoreSlim probing = new(1);
    private readonly ConcurrentStack<ReaderProcess> idle = new();
    private readonly ConcurrentDictionary<ReaderProcess, bool> all = new();
    private readonly ConcurrentDictionary<ReaderDeath, long> deaths = new();
    private readonly ITimer tidying;
    private volatile ReaderHello? hello;
    private volatile bool closed;

    /// <summary>The last one that went well; read and written by whoever has the place for probes.</summary>
    private (ImagingProbe Probe, long At)? probed;

    public ImagingProcesses(ReaderStart start, ImagingOptions options, ILogger<ImagingProcesses> logger)
    {
        (this.start, this.options, this.logger) = (start, options, logger);
        places = new SemaphoreSlim(options.Processes);
        tidying = TimeProvider.System.CreateTimer(_ => EndIdle(), null, options.ProcessIdle / 2, options.ProcessIdle / 2);
    }

    /// <summary>Why pictures are not searched for text, for the log; null when they are, or when no reader was started yet.</summary>
    public string? WhyNoText => hello?.WhyNoText;

    /// <summary>Why the text that is found is not read.</summary>
    public string? WhyNoReading => hello?.WhyNoReading;

    /// <summary>Why pictures are not searched for faces.</summary>
    public string? WhyNoFaces => hello?.WhyNoFaces;

    /// <summary>The processes there are at this moment.</summary>
    public IReadOnlyCollection<int> ProcessIds => [.. all.Keys.Select(reader => reader.Id)];

    /// <summary>How often readers died under a picture, since the start.</summary>
    public IReadOnlyDictionary<ReaderDeath, long> Deaths => deaths;

    /// <summary>Starts the first reader, so that a library that is missing stops the boot with a sentence.</summary>
    /// <exception cref="ImagingUnavailableException">It cannot work.</exception>
    public async Task WarmAsync(CancellationToken cancellationToken) => await WithPlaceAsync(places, async () =>
    {
        GiveBack(await TakeAsync(isFresh: false, cancellationToken));
        return true;
    }, cancellationToken);

    /// <inheritdoc cref="ImagingEngine.Ingest"/>
    public async Task<IngestResult> IngestAsync(string sourcePath, string? originalFileName, IReadOnlyList<RenditionRecipe> recipes, string outputDirectory, CancellationToken ct = default)
    {
        var answer = await AskAsync(places, new ReaderRequest(ReaderVerb.Ingest, Full(sourcePath)) { FileName = originalFileName, Recipes = recipes, Folder = Full(outputDirectory) }, ct);
        return new IngestResult(answer.Facts!, answer.Files!);
    }

    /// <inheritdoc cref="ImagingEngine.Render"/>
    public async Task<IReadOnlyList<RenderedFile>> RenderAsync(string sourcePath, IReadOnlyList<RenditionRecipe> recipes, string outputDirectory, CancellationToken ct = default) =>
        (await AskAsync(places, new ReaderRequest(ReaderVerb.Render, Full(sourcePath)) { Recipes = recipes, Folder = Full(outputDirectory) }, ct)).Files!;

    /// <inheritdoc cref="ImagingEngine.Measure"/>
    public async Task<ImageFacts> MeasureAsync(string sourcePath, string? originalFileName, CancellationToken ct = default) =>
        (await AskAsync(places, new ReaderRequest(ReaderVerb.Measure, Full(sourcePath)) { FileName = originalFileName }, ct)).Facts!;

    /// <inheritdoc cref="ImagingEngine.Compare"/>
    public async Task<PictureComparison> CompareAsync(string pathA, string pathB, CancellationToken ct = default) =>
        (await AskAsync(comparing, new ReaderRequest(ReaderVerb.Compare, Full(pathA)) { OtherPath = Full(pathB) }, ct)).Comparison!;

    /// <inheritdoc cref="ImagingEngine.DrawOffWhite"/>
    public async Task<byte[]> DrawOffWhiteAsync(string sourcePath, CancellationToken ct = default) =>
        (await AskAsync(places, new ReaderRequest(ReaderVerb.DrawOffWhite, Full(sourcePath)), ct)).Bytes!;

    /// <inheritdoc cref="Imaging.Drawing.SvgDrawing.Save"/>
    public Task DrawAsync(string svg, string path, int width, ImageFormat format = ImageFormat.Png, int quality = 90, CancellationToken ct = default) =>
        AskAsync(places, new ReaderRequest(ReaderVerb.Draw, Full(path)) { Drawing = new Drawing(svg, width, format, quality) }, ct);

    /// <inheritdoc cref="ImagingEngine.Probe"/>
    /// <remarks>It has a place of its own: what hangs there or is worked on elsewhere says nothing about whether pictures can be read.</remarks>
    public Task<ImagingProbe> ProbeAsync(CancellationToken ct = default) => WithPlaceAsync(probing, async () =>
    {
        if (probed is var (last, at) && Stopwatch.GetElapsedTime(at) < ProbeHolds)
        {
            return last;
        }

        try
        {
            var probe = (await AskAsync(new ReaderRequest(ReaderVerb.Probe, ""), ct)).Probe!;
            probed = probe.Working ? (probe, Stopwatch.GetTimestamp()) : null;
            return probe;
        }
        catch (Exception e) when (e is ImageRefusedException or ImagingUnavailableException or IOException)
        {
            return new ImagingProbe(false, "", false, e.Message);
        }
    }, ct);

    public async ValueTask DisposeAsync()
    {
        closed = true;
        await tidying.DisposeAsync();
        while (idle.TryPop(out var reader))
        {
            End(reader);
        }

        // Whoever still waits for one of these ends it for good.
        foreach (var busy in all.Keys)
        {
            busy.Kill();
        }
    }

    /// <summary>A reader lives elsewhere: what is relative here may not be there.</summary>
    private static string Full(string path) => path.Length == 0 ? path : Path.GetFullPath(path);

    private Task<ReaderAnswer> AskAsync(SemaphoreSlim where, ReaderRequest request, CancellationToken ct) => WithPlaceAsync(where, () => AskAsync(request, ct), ct);

    private async Task<ReaderAnswer> AskAsync(ReaderRequest request, CancellationToken ct)
    {
        var death = ReaderDeath.Ended;
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            (var answer, death) = await AskOnceAsync(request, isFresh: attempt > 1, ct);
            if (answer is not null)
            {
                return Said(answer, request);
            }
        }

        throw request.Verb == ReaderVerb.Compare ? ImageRefusals.ComparisonEndsReader(death, options) : ImageRefusals.EndsReader(death, options);
    }

    private async Task<(ReaderAnswer? Answer, ReaderDeath Death)> AskOnceAsync(ReaderRequest request, bool isFresh, CancellationToken ct)
    {
        var reader = await TakeAsync(isFresh, ct);
        var wasUsed = reader.WasUsed;
        try
        {
            var (answer, death) = await reader.AskAsync(request, ct);
            if (wasUsed && answer?.Refused?.Code == ImageRefusals.TooMuchMemoryCode)
            {
                // What is left of earlier pictures may be what is too much: a fresh one says whether it is.
                reader.Kill();
                return (null, ReaderDeath.Memory);
            }

            if (answer is null && closed)
            {
                throw new OperationCanceledException("The picture readers are being ended.");
            }

            if (answer is null)
            {
                deaths.AddOrUpdate(death, 1, (_, count) => count + 1);
                Log.Died(logger, reader.Id, death, request.Verb, request.Path, reader.LastWords);
            }

            return (answer, death);
        }
        finally
        {
            GiveBack(reader);
        }
    }

    private static ReaderAnswer Said(ReaderAnswer answer, ReaderRequest request) => answer switch
    {
        { Refused: { } refused } => throw new ImageRefusedException(refused.Code, refused.Text),
        { Failed: { InputOutputError: { } number } failed } => throw new IOException(failed.Message, number),
        { Failed: { } failed } => throw new InvalidOperationException($"{request.Verb} failed in the picture reader: {failed.Detail}"),
        { Stopped: true } => throw new OperationCanceledException("The picture reader stopped."),
        _ => answer,
    };

    private async Task<ReaderProcess> TakeAsync(bool isFresh, CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(closed, this);
        while (idle.TryPop(out var waiting))
        {
            if (!isFresh && !waiting.HasExited)
            {
                return waiting;
            }

            // Its place is wanted for a new one.
            End(waiting);
            if (isFresh)
            {
                break;
            }
        }

        var reader = await ReaderProcess.StartAsync(start, options, ct);
        hello = reader.Hello;
        all[reader] = true;
        if (closed)
        {
            End(reader);
            throw new OperationCanceledException("The picture readers are being ended.");
        }

        return reader;
    }

    private void GiveBack(ReaderProcess reader)
    {
        if (closed || reader.HasExited)
        {
            End(reader);
            return;
        }

        idle.Push(reader);
    }

    /// <summary>The one used last stays on top; those that the others suffice for go.</summary>
    private void EndIdle()
    {
        var kept = new Stack<ReaderProcess>();
        while (idle.TryPop(out var reader))
        {
            if (reader.HasExited || Stopwatch.GetElapsedTime(reader.IdleSince) > options.ProcessIdle)
            {
                End(reader);
            }
            else
            {
                kept.Push(reader);
            }
        }

        while (kept.TryPop(out var reader))
        {
            idle.Push(reader);
        }
    }

    private void End(ReaderProcess reader)
    {
        if (all.TryRemove(reader, out _))
        {
            reader.Dispose();
        }
    }

    private static async Task<T> WithPlaceAsync<T>(SemaphoreSlim where, Func<Task<T>> work, CancellationToken ct)
    {
        await where.WaitAsync(ct);
        try
        {
            return await work();
        }
        finally
        {
            where.Release();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The picture reader {Process} died ({Death}) over {Verb} of {Path}: {LastWords}")]
        public static partial void Died(ILogger logger, int process, ReaderDeath death, ReaderVerb verb, string path, string lastWords);
    }
}
