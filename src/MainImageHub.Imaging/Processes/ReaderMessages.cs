using System.Text.Json.Serialization;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Rules;
using MainImageHub.Imaging.Inspection;
using MainImageHub.Imaging.Pipeline;

namespace MainImageHub.Imaging.Processes;

internal enum ReaderVerb
{
    Ingest,
    Render,
    Measure,
    Compare,
    DrawOffWhite,
    Draw,
    Probe,
}

/// <summary>One call of <see cref="ImagingEngine"/> on its way to a reader. Which fields count follows from the verb.</summary>
internal sealed record ReaderRequest(ReaderVerb Verb, string Path)
{
    public string? OtherPath { get; init; }

    public string? FileName { get; init; }

    public IReadOnlyList<RenditionRecipe> Recipes { get; init; } = [];

    public string Folder { get; init; } = "";

    public Drawing? Drawing { get; init; }
}

/// <summary>See <see cref="Imaging.Drawing.SvgDrawing.Save"/>.</summary>
internal sealed record Drawing(string Svg, int Width, ImageFormat Format, int Quality);

/// <summary>What became of it: exactly one of the ways it can end.</summary>
internal sealed record ReaderAnswer
{
    public ImageFacts? Facts { get; init; }

    public IReadOnlyList<RenderedFile>? Files { get; init; }

    public PictureComparison? Comparison { get; init; }

    public byte[]? Bytes { get; init; }

    public ImagingProbe? Probe { get; init; }

    public ReaderRefusal? Refused { get; init; }

    /// <summary>Stopped, as was asked.</summary>
    public bool Stopped { get; init; }

    /// <summary>Not the picture's fault, as far as is known: a full disk, a missing file, a mistake of ours.</summary>
    public ReaderFailure? Failed { get; init; }
}

internal sealed record ReaderRefusal(string Code, LocalText Text);

/// <param name="Message">What went wrong.</param>
/// <param name="Detail">For the log, with where it did.</param>
/// <param name="InputOutputError">The system's number of what went wrong with a file, by which a full disk is told; null when it was something else.</param>
internal sealed record ReaderFailure(string Message, string Detail, int? InputOutputError);

/// <summary>A reader's first words.</summary>
/// <param name="Unusable">Why it cannot work; null when it can.</param>
/// <param name="WhyNoText">See <see cref="ImagingEngine.WhyNoText"/>.</param>
/// <param name="WhyNoReading">See <see cref="ImagingEngine.WhyNoReading"/>.</param>
/// <param name="WhyNoFaces">See <see cref="ImagingEngine.WhyNoFaces"/>.</param>
internal sealed record ReaderHello(string? Unusable, string? WhyNoText, string? WhyNoReading, string? WhyNoFaces);

/// <summary>Written at build time: a reader is to be ready in a fraction of a second.</summary>
[JsonSourceGenerationOptions(IncludeFields = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ImagingOptions))]
[JsonSerializable(typeof(ReaderHello))]
[JsonSerializable(typeof(ReaderRequest))]
[JsonSerializable(typeof(ReaderAnswer))]
internal sealed partial class ReaderJson : JsonSerializerContext;
