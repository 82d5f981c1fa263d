namespace MainImageHub.Domain.Rules;

/// <summary>The stable ids of all image rules, as they stand in reports, packs and the API.</summary>
public static class RuleIds
{
    public const string Format = "format";
    public const string FileSize = "fileSize";
    public const string Dimensions = "dimensions";
    public const string AspectRatio = "aspectRatio";
    public const string WhiteBackground = "background.white";
    public const string ProductFill = "productFill";
    public const string OverlayText = "overlayText";
    public const string Border = "border";
    public const string Sharpness = "sharpness";
    public const string Upscaled = "upscaled";
    public const string ColourSpace = "colourSpace";
    public const string Transparency = "transparency";
    public const string Animation = "animation";
    public const string MultipleProducts = "multipleProducts";
    public const string Person = "person";
    public const string Placeholder = "placeholder";
    public const string Duplicate = "duplicate";
    public const string GpsMetadata = "metadata.gps";

    /// <summary>Every id, in the order in which a report lists them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Format, FileSize, Dimensions, AspectRatio, WhiteBackground, ProductFill, OverlayText, Border, Sharpness,
        Upscaled, ColourSpace, Transparency, Animation, MultipleProducts, Person, Placeholder, Duplicate, GpsMetadata,
    ];
}

/// <summary>The stable ids of the repairs that a finding can offer.</summary>
public static class FixIds
{
    public const string PadToSquare = "padToSquare";
    public const string WhitenBackground = "whitenBackground";
    public const string Resize = "resize";
    public const string CropToFill = "cropToFill";
    public const string Flatten = "flatten";
    public const string ConvertToSrgb = "convertToSrgb";
    public const string StripMetadata = "stripMetadata";
    public const string FitBytes = "fitBytes";
    public const string ConvertFormat = "convertFormat";
    public const string RemoveBorder = "removeBorder";
    public const string PickFrame = "pickFrame";
}
