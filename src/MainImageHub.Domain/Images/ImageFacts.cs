namespace MainImageHub.Domain.Images;

/// <summary>
/// Everything measured once on a picture, so that any rule can be judged later without touching pixels again.
/// Lengths are pixels after the EXIF orientation was applied; shares are 0..1; regions are 0..1 of width and height.
/// A null group was not measured: a rule that needs it goes to <c>notMeasured</c> and never passes.
/// </summary>
public sealed record ImageFacts
{
    /// <summary>Raised whenever a measurement is added or changes its meaning: what is in use is then measured again. 2 brought borders, detail, faces, the count of things, shadows, and white products told from dirt; 3 reads the text; 4 finds the background that the product encloses, and badges drawn over the product; 5 reads what a file says of its origin.</summary>
    public const int CurrentMeasurement = 5;

    public int Measurement { get; init; } = CurrentMeasurement;

    public required ImageFormat Format { get; init; }

    /// <summary>False when the file name's extension promises another format than the bytes hold; null when it has none.</summary>
    public bool? ExtensionMatches { get; init; }

    /// <summary>The same bytes under another name: all that is not of the name stays as measured.</summary>
    public ImageFacts Named(string fileName) => this with { ExtensionMatches = FileExtension.Matches(fileName, Format) };

    public required long Bytes { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    /// <summary>1 for a still picture.</summary>
    public int Frames { get; init; } = 1;

    /// <summary>The EXIF orientation as found, 1..8; 1 when absent.</summary>
    public int Orientation { get; init; } = 1;

    public required ColourSpace ColourSpace { get; init; }

    /// <summary>Description of the embedded ICC profile; null when none is embedded.</summary>
    public string? IccProfile { get; init; }

    /// <summary>Bits per channel: 1, 2, 4, 8, 10, 12, 16 or 32.</summary>
    public int BitDepth { get; init; } = 8;

    public bool HasAlpha { get; init; }

    /// <summary>Share of pixels that are not fully opaque.</summary>
    public double TransparentShare { get; init; }

    /// <summary>Estimate from the quantisation tables, 1..100; null for other formats.</summary>
    public int? JpegQuality { get; init; }

    public MetadataFacts Metadata { get; init; } = new();

    public BackgroundFacts? Background { get; init; }

    public ProductFacts? Product { get; init; }

    /// <summary>Every line or block of text seen in the picture, in any script, surest first; null when text was not looked for.</summary>
    public IReadOnlyList<TextRegion>? Text { get; init; }

    /// <summary>What was drawn round the picture; null when it was not looked for.</summary>
    public BorderFacts? Border { get; init; }

    /// <summary>How much there is to see, and how sharply; null when it was not measured.</summary>
    public DetailFacts? Detail { get; init; }

    /// <summary>Faces that look towards the camera, surest first; null when they were not looked for. None does not mean that no person is shown.</summary>
    public IReadOnlyList<FaceRegion>? Faces { get; init; }

    /// <summary>64-bit perceptual hash, robust to re-encoding, scaling and slight crops.</summary>
    public ulong PerceptualHash { get; init; }

    /// <summary>Up to five colours as #rrggbb, most frequent first.</summary>
    public IReadOnlyList<string> DominantColours { get; init; } = [];

    /// <summary>Width divided by height.</summary>
    public double AspectRatio => (double)Width / Height;

    public int LongestSide => Math.Max(Width, Height);

    public int ShortestSide => Math.Min(Width, Height);
}

public enum ImageFormat
{
    Jpeg,
    Png,
    WebP,
    Gif,
    Tiff,
    Avif,
    Heic,
    Bmp,
}

public enum ColourSpace
{
    Srgb,
    DisplayP3,
    AdobeRgb,
    Grey,
    Cmyk,

    /// <summary>An embedded profile that is none of the named ones or cannot be read, or pixels that are no RGB.</summary>
    Other,
}

/// <summary>What the file says about itself beside its pixels.</summary>
public sealed record MetadataFacts
{
    public bool HasExif { get; init; }

    public bool HasXmp { get; init; }

    public bool HasIptc { get; init; }

    /// <summary>A GPS position is embedded: personal data, to be stripped before anything is published.</summary>
    public bool HasGps { get; init; }

    /// <summary>Author, owner or a camera's serial number are embedded.</summary>
    public bool HasPersonalData { get; init; }

    /// <summary>The program that wrote the file, if it says so.</summary>
    public string? Software { get; init; }

    /// <summary>How the picture came to be, as the file itself says (IPTC digital source type): <c>digitalCapture</c>, <c>trainedAlgorithmicMedia</c>; null when it says nothing.</summary>
    public string? DigitalSourceType { get; init; }

    /// <summary>Whose picture it is, if the file says so (EXIF copyright).</summary>
    public string? Copyright { get; init; }
}

/// <summary>
/// The background as a shopper sees it: the part of the picture that is not product, flattened on white.
/// It is not what touches the frame: a product that reaches the edge does not spoil it.
/// </summary>
public sealed record BackgroundFacts
{
    /// <summary>Share of background pixels whose channels are all exactly 255.</summary>
    public required double PureShare { get; init; }

    /// <summary>Share of background pixels whose channels are all at least 250.</summary>
    public required double NearShare { get; init; }

    /// <summary>Median over the background of each pixel's lowest channel, 0..255.</summary>
    public required int Median { get; init; }

    /// <summary>Lowest channel found in the background after specks were removed, 0..255.</summary>
    public required int MinChannel { get; init; }

    /// <summary>Share of the frame that is background at all; near 0 for a full-bleed picture.</summary>
    public required double Share { get; init; }

    /// <summary>Share of the background that is off-white but may belong to a white product that melts into it; part of what <see cref="NearShare"/> lacks.</summary>
    public double PerhapsProductShare { get; init; }

    /// <summary>Share of the frame under the product's own soft shadow, which does not count as off-white. Null in facts from before it was measured.</summary>
    public double? ShadowShare { get; init; }

    /// <summary>
    /// Share of the background that would be an even grey if what the product encloses so were part of it: where a picture was cut out, it is what is
    /// forgotten, but it may be a part of the product. Counted nowhere else.
    /// </summary>
    public double PerhapsLeftShare { get; init; }

    /// <summary>The largest such area.</summary>
    public Region? PerhapsLeft { get; init; }

    /// <summary>The largest connected part of the background that is visibly off-white (a channel below 250).</summary>
    public Region? OffWhite { get; init; }
}

/// <summary>The product found in the picture.</summary>
public sealed record ProductFacts
{
    public required Region Box { get; init; }

    /// <summary>The larger of the box's shares of the frame's width and of its height, in percent.</summary>
    public required double FillPercent { get; init; }

    /// <summary>Separate things of comparable size: 2 for a pair of shoes that do not touch, 1 for a product that props lean on. Null in facts from before it was counted.</summary>
    public int? Objects { get; init; }

    /// <summary>From this <see cref="Confidence"/> on the separation is relied upon; below it a person should look.</summary>
    public const double SureEnough = 0.5;

    /// <summary>How sure the separation from the background is, 0..1; see <see cref="SureEnough"/>.</summary>
    public required double Confidence { get; init; }
}

/// <summary>Something plain that was added round the picture.</summary>
public sealed record BorderFacts
{
    public required BorderKind Kind { get; init; }

    /// <summary>As #rrggbb; null without a border.</summary>
    public string? Colour { get; init; }

    /// <summary>What lies within: the picture as it was before; null without a border.</summary>
    public Region? Inside { get; init; }
}

/// <summary>How a picture is bordered.</summary>
public enum BorderKind
{
    None,

    /// <summary>Bars along two opposite edges.</summary>
    Bars,

    /// <summary>A plain strip along all four edges.</summary>
    Frame,

    /// <summary>A thin line drawn round the product, away from the edges.</summary>
    Line,
}

/// <summary>What the product's edges tell of focus and of true resolution.</summary>
public sealed record DetailFacts
{
    /// <summary>What a report says was measured where there was nothing to measure on.</summary>
    public const string TooFewEdges = "tooFewEdges";

    /// <summary>Share of the picture's small squares that show any contrast; near 0 for an empty picture.</summary>
    public required double EdgeShare { get; init; }

    /// <summary>
    /// How much of an edge's whole step happens from one pixel to the next, 0..1, at the size of a large preview: about 0.6 where a lens
    /// was in focus, below 0.3 where it was not, whatever the contrast. Null where there are too few edges to tell.
    /// </summary>
    public double? Sharpness { get; init; }

    /// <summary>The longest side at which detail was looked for, in pixels: the picture's own, or less where it is larger than what was decoded.</summary>
    public required int LookedAtSide { get; init; }

    /// <summary>The longest side that would show all the detail there is; <see cref="LookedAtSide"/> when nothing is missing. Null where there are too few edges to tell.</summary>
    public int? DetailSide { get; init; }
}

/// <summary>A place where the picture shows text.</summary>
public sealed record TextRegion
{
    public required Region Box { get; init; }

    /// <summary>How sure it is that this is text, 0..1.</summary>
    public required double Confidence { get; init; }

    public required TextOrigin Origin { get; init; }

    /// <summary>It lies on the product, but on a patch there that was drawn: of one colour without light on it, straight or round. A badge looks so, and a printed field on a rendered package.</summary>
    public bool OnDrawnPatch { get; init; }

    /// <summary>What it says, at most so many characters; null where nothing was read for sure: too small, another script, one of too many, or not looked at.</summary>
    public string? Text { get; init; }

    public const int LongestText = 120;

    /// <summary>Cut to <see cref="LongestText"/>, never through a character.</summary>
    public static string Bounded(string text) => text.Length <= LongestText ? text : text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)];

    /// <summary>How sure the reading is, 0..1; null without one.</summary>
    public double? TextConfidence { get; init; }
}

/// <summary>A place where the picture shows a face.</summary>
public sealed record FaceRegion
{
    public required Region Box { get; init; }

    /// <summary>How sure it is that this is a face, 0..1.</summary>
    public required double Confidence { get; init; }
}

/// <summary>How a text came into the picture.</summary>
public enum TextOrigin
{
    /// <summary>It stands on the product, its label, its packaging or its screen.</summary>
    Printed,

    /// <summary>Either may be true: a person should look.</summary>
    Unclear,

    /// <summary>It was laid over the photograph: beside the product, on a badge, or across what is shown.</summary>
    Added,
}

/// <summary>A rectangle in shares of the picture's width and height, origin at the top left.</summary>
public readonly record struct Region(double X, double Y, double Width, double Height);
