using System.Globalization;
using System.Text;
using MainImageHub.Web.Http;

namespace MainImageHub.Web.Stages.Design.Drops;

/// <summary>The header fields of tus 1.0.0 (tus.io/protocols/resumable-upload), read strictly.</summary>
internal static class TusHeaders
{
    public const string Version = "1.0.0";
    public const string Extensions = "creation,creation-with-upload,expiration,checksum,termination";
    public const string Resumable = "Tus-Resumable";
    public const string Offset = "Upload-Offset";
    public const string Length = "Upload-Length";
    public const string Metadata = "Upload-Metadata";
    public const string Expires = "Upload-Expires";
    public const string Checksum = "Upload-Checksum";
    public const string MethodOverride = "X-HTTP-Method-Override";
    public const string MediaType = "application/offset+octet-stream";

    private const int LongestMetadata = 16 * 1024;

    /// <summary>Refuses what speaks another version.</summary>
    public static void RequireVersion(this HttpRequest request)
    {
        if (request.Headers[Resumable] != Version)
        {
            throw DropProblems.TusVersion.Because();
        }
    }

    public static bool HasBytes(this HttpRequest request) => string.Equals(request.ContentType?.Split(';')[0].Trim(), MediaType, StringComparison.OrdinalIgnoreCase);

    /// <summary>A number of bytes that must be there.</summary>
    public static long Number(this HttpRequest request, string header) =>
        long.TryParse(request.Headers[header].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : throw DropProblems.Header.Because(header, "0, 1, 2 …");

    public static UploadChecksum? ReadChecksum(this HttpRequest request) => request.Headers[Checksum].ToString() is not { Length: > 0 } header ? null
        : UploadChecksum.Read(header) ?? throw DropProblems.Header.Because(Checksum, UploadChecksum.Algorithms);

    /// <summary>Keys with their values in Base64, parted by commas; a key may stand alone.</summary>
    public static IReadOnlyDictionary<string, string> ReadMetadata(this HttpRequest request)
    {
        var said = new Dictionary<string, string>(StringComparer.Ordinal);
        var header = request.Headers[Metadata].ToString();
        if (header.Length > LongestMetadata)
        {
            throw DropProblems.Header.Because(Metadata, $"{header.Length} > {LongestMetadata}");
        }

        foreach (var pair in header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = pair.Split(' ', 2) is [var k, var v] ? (k, v.Trim()) : (pair, "");
            if (!said.TryAdd(key, Decode(value)))
            {
                throw DropProblems.Header.Because(Metadata, key);
            }
        }

        return said;
    }

    private static string Decode(string value)
    {
        try
        {
            var text = Encoding.UTF8.GetString(Convert.FromBase64String(value));
            return text.Contains('\0', StringComparison.Ordinal) ? throw HttpProblems.Unstorable.Because() : text;
        }
        catch (FormatException)
        {
            throw DropProblems.Header.Because(Metadata, "Base64");
        }
    }
}
