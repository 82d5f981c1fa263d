using MainImageHub.Domain.Images;
using MainImageHub.Imaging.Pipeline;

namespace MainImageHub.Imaging;

/// <summary>What became of a picture that was taken in.</summary>
/// <param name="Facts">Everything measured.</param>
/// <param name="Files">One per recipe, in the recipes' order.</param>
public sealed record IngestResult(ImageFacts Facts, IReadOnlyList<RenderedFile> Files);

/// <summary>Whether the engine works, for the health check.</summary>
/// <param name="Working">A drawn picture was encoded, decoded and measured as expected.</param>
/// <param name="LibvipsVersion">E.g. 8.18.7.</param>
/// <param name="Heic">libheif was found; HEIC can be read.</param>
/// <param name="Detail">What went wrong, for the log; null when working.</param>
public sealed record ImagingProbe(bool Working, string LibvipsVersion, bool Heic, string? Detail);
