using MainImageHub.Domain.Images;

namespace MainImageHub.Imaging.Intake;

/// <summary>What the container says, read by our own code before any decoder sees the file.</summary>
/// <param name="Format">By magic numbers, never by name.</param>
/// <param name="Width">Null where only the decoder can tell (TIFF, some AVIF).</param>
/// <param name="Height">As <paramref name="Width"/>.</param>
/// <param name="Complete">False when the file ends before its own structure does.</param>
internal sealed record ContainerFacts(ImageFormat Format, int? Width, int? Height, bool Complete)
{
    public int? Frames { get; init; }

    public int? BitDepth { get; init; }

    public int? JpegQuality { get; init; }
}
