namespace MainImageHub.Web.Storage.Files;

internal static class BlobName
{
    /// <summary>The name again: never anything that could lead out of its place.</summary>
    public static string Checked(string sha256) => sha256.Length == 64 && sha256.All(char.IsAsciiHexDigitLower)
        ? sha256
        : throw new ArgumentException("Not a SHA-256 in lower-case hex.", nameof(sha256));
}
