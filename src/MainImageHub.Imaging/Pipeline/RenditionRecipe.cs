using MainImageHub.Domain.Images;

namespace MainImageHub.Imaging.Pipeline;

/// <summary>What a derived file must be. The steps that make it stand in <see cref="ImagePipeline"/>.</summary>
/// <param name="Name">Stable name, also the file's: <c>thumb-320</c>, <c>amazon-main</c>.</param>
/// <param name="Format">JPEG, PNG or WebP.</param>
public sealed record RenditionRecipe(string Name, ImageFormat Format)
{
    /// <summary>Longest side in pixels; null keeps the picture's. A smaller picture is never enlarged.</summary>
    public int? LongestSide { get; init; }

    /// <summary>Adds white on two sides until the picture is square.</summary>
    public bool PadToSquare { get; init; }

    /// <summary>Puts a transparent picture on white, as shops do. JPEG always does.</summary>
    public bool FlattenOnWhite { get; init; } = true;

    /// <summary>Makes a near-white background pure white; see <see cref="Steps.WhitenBackgroundStep"/> for what stays.</summary>
    public bool WhitenBackground { get; init; }

    /// <summary>The part to keep, in shares of the upright picture; null keeps all of it.</summary>
    public Region? Crop { get; init; }

    /// <summary>1..100 for JPEG and WebP; where <see cref="MaxBytes"/> is set, the quality tried first.</summary>
    public int Quality { get; init; } = 85;

    /// <summary>The lowest quality <see cref="MaxBytes"/> may force; below it, pixels are given up instead.</summary>
    public int MinimumQuality { get; init; } = 60;

    /// <summary>Where <see cref="MaxBytes"/> forces so much that a person would see it, pixels are given up instead; 0..1, see <see cref="Inspection.VisualLikeness"/>.</summary>
    public double MinimumLikeness { get; init; } = 0.9;

    public long? MaxBytes { get; init; }
}

/// <summary>A file made from a recipe.</summary>
/// <param name="Recipe">The recipe's name.</param>
/// <param name="Path">Full path in the output directory.</param>
/// <param name="Format">Of the file.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Bytes">Length of the file.</param>
/// <param name="Sha256">Of the file's bytes, lower-case hexadecimal.</param>
public sealed record RenderedFile(string Recipe, string Path, ImageFormat Format, int Width, int Height, long Bytes, string Sha256)
{
    /// <summary>
    /// How like the picture before encoding it looks, 0..1 (<see cref="Inspection.VisualLikeness"/>): known where it had to be squeezed
    /// under a number of bytes.
    /// </summary>
    public double? Likeness { get; init; }
}
