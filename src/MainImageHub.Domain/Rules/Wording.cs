using System.Globalization;
using MainImageHub.Domain.Images;

namespace MainImageHub.Domain.Rules;

/// <summary>Numbers and names as they stand in messages and on the wire, the same on every machine.</summary>
internal static class Wording
{
    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Percent(double percent) => percent.ToString("0.#", CultureInfo.InvariantCulture) + " %";

    /// <summary>A share near a limit must not be rounded onto it: 1.04 % reads as 1.04 %, not as 1 %.</summary>
    public static string Share(double share) => (share * 100).ToString(share < 0.02 ? "0.##" : "0.#", CultureInfo.InvariantCulture) + " %";

    public static string Ratio(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    public static string Megabytes(long bytes) => (bytes / 1_048_576d).ToString("0.##", CultureInfo.InvariantCulture) + " MB";

    public static string Name(ImageFormat format) => format switch
    {
        ImageFormat.WebP => "WebP",
        _ => format.ToString().ToUpperInvariant(),
    };

    /// <summary>The format's name on the wire: <c>jpeg</c>, <c>webp</c>, ...</summary>
    public static string Wire(ImageFormat format) => format.ToString().ToLowerInvariant();

    /// <summary>The colour space as its makers write it.</summary>
    public static LocalText Name(ColourSpace space) => space switch
    {
        ColourSpace.Srgb => new("sRGB", "sRGB"),
        ColourSpace.DisplayP3 => new("Display P3", "Display P3"),
        ColourSpace.AdobeRgb => new("Adobe RGB", "Adobe RGB"),
        ColourSpace.Cmyk => new("CMYK", "CMYK"),
        ColourSpace.Grey => new("greyscale", "灰度"),
        _ => new("that of another profile", "其他配置文件"),
    };

    public static string Wire(ColourSpace space) => space switch
    {
        ColourSpace.DisplayP3 => "displayP3",
        ColourSpace.AdobeRgb => "adobeRgb",
        _ => space.ToString().ToLowerInvariant(),
    };
}

internal static class ConfidenceNames
{
    public static string Of(Confidence confidence) => confidence switch
    {
        Confidence.OfficialSpec => "official-spec",
        Confidence.OfficialDocs => "official-docs",
        Confidence.OfficialSpecCopy => "official-spec-copy",
        Confidence.OfficialDocsCopy => "official-docs-copy",
        Confidence.OfficialDocsOld => "official-docs-old",
        Confidence.ThirdParty => "third-party",
        Confidence.Unverified => "unverified",
        Confidence.OwnReasoning => "own-reasoning",
        Confidence.Workspace => "workspace",
        _ => throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "Not a confidence."),
    };
}
