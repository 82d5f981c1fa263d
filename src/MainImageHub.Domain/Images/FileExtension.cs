namespace MainImageHub.Domain.Images;

/// <summary>What a file's name promises. Names come from strangers: path parts and any length are expected.</summary>
public static class FileExtension
{
    private const int Longest = 8;

    /// <summary>Whether the extension promises the format that the bytes hold.</summary>
    /// <returns>Null when the name has no extension, or one that promises no picture format.</returns>
    public static bool? Matches(string? fileName, ImageFormat format)
    {
        var dot = fileName?.LastIndexOf('.') ?? -1;
        if (dot < 0 || fileName!.Length - dot - 1 is 0 or > Longest)
        {
            return null;
        }

        return fileName[(dot + 1)..].ToUpperInvariant() switch
        {
            "JPG" or "JPEG" or "JPE" or "JFIF" => format == ImageFormat.Jpeg,
            "PNG" or "APNG" => format == ImageFormat.Png,
            "WEBP" => format == ImageFormat.WebP,
            "GIF" => format == ImageFormat.Gif,
            "TIF" or "TIFF" => format == ImageFormat.Tiff,
            "AVIF" => format == ImageFormat.Avif,
            "HEIC" => format == ImageFormat.Heic,
            "HEIF" or "HIF" => format is ImageFormat.Heic or ImageFormat.Avif,
            "BMP" => format == ImageFormat.Bmp,
            "SVG" or "PDF" or "PSD" or "TXT" or "HTML" or "JS" or "ZIP" or "EXE" => false,
            _ => null,
        };
    }
}
