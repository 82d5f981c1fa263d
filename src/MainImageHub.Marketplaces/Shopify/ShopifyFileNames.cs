using System.Security.Cryptography;
using System.Text;

namespace MainImageHub.Marketplaces.Shopify;

/// <summary>
/// The name under which a picture is put into the shop's files: made of the address it comes from, so that it is the same however often it is
/// asked for, and nobody else's. Shopify keeps it in the picture's own address.
/// </summary>
internal static class ShopifyFileNames
{
    private const int LongestStem = 60;
    private const int MarkLength = 12;

    // The extension must be that of the source.
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".gif", ".webp"];

    public static string Of(Uri source)
    {
        var last = Uri.UnescapeDataString(source.Segments[^1]);
        var stem = new string([.. Path.GetFileNameWithoutExtension(last).Where(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-').Take(LongestStem)]);
        var extension = Path.GetExtension(last).ToLowerInvariant();
        return $"{(stem.Length > 0 ? stem : "picture")}-{Mark(source)}{(Extensions.Contains(extension) ? extension : ".jpg")}";
    }

    /// <summary>Whether a picture's address is that of the file made of this source.</summary>
    public static bool IsOf(Uri source, string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var link) && link.Segments[^1].Contains($"-{Mark(source)}", StringComparison.OrdinalIgnoreCase);

    private static string Mark(Uri source) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source.AbsoluteUri)))[..MarkLength];
}
