namespace MainImageHub.Imaging.Inspection;

/// <summary>How what a marketplace shows relates to what was sent.</summary>
public enum PictureRelation
{
    /// <summary>The same bytes.</summary>
    Identical,

    /// <summary>The same picture, re-encoded or scaled: what every marketplace does.</summary>
    Reencoded,

    /// <summary>The same picture with something changed: text or a badge added, cropped, recoloured, padded.</summary>
    Edited,

    /// <summary>Another picture.</summary>
    Different,
}

/// <summary>Two pictures side by side; the numbers are kept as evidence.</summary>
/// <param name="Relation">The verdict.</param>
/// <param name="HashDistance">Bits of the perceptual hashes that differ, 0..64.</param>
/// <param name="MeanDifference">Mean difference of a pixel's channels on small flattened sRGB copies, 0..255.</param>
/// <param name="WorstBlock">The same mean in the most different of 32 x 32 blocks: added text shows here first.</param>
/// <param name="Correlation">Of the pixels that stand out from the background, -1..1; see <c>ProductLikeness</c>.</param>
/// <param name="A">Pixels of the first picture, upright.</param>
/// <param name="B">Pixels of the second picture, upright.</param>
public sealed record PictureComparison(
    PictureRelation Relation,
    int HashDistance,
    double MeanDifference,
    double WorstBlock,
    double Correlation,
    (int Width, int Height) A,
    (int Width, int Height) B);
