using System.Security.Cryptography;

namespace MainImageHub.Web.Stages.Design.Drops;

/// <summary>What a request's bytes have to come to (tus 1.0.0, extension checksum).</summary>
public sealed class UploadChecksum
{
    private readonly HashAlgorithmName algorithm;
    private readonly byte[] expected;

    private UploadChecksum(HashAlgorithmName algorithm, byte[] expected) => (this.algorithm, this.expected) = (algorithm, expected);

    /// <summary>As <c>Tus-Checksum-Algorithm</c> names them.</summary>
    public const string Algorithms = "sha1,sha256";

    /// <param name="header"><c>sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=</c>.</param>
    /// <returns>Null when the algorithm is unknown or the rest no Base64 of the right length.</returns>
    public static UploadChecksum? Read(string header)
    {
        var parts = header.Split(' ', 2, StringSplitOptions.TrimEntries);
        var (algorithm, length) = parts[0].ToUpperInvariant() switch
        {
            "SHA1" => (HashAlgorithmName.SHA1, SHA1.HashSizeInBytes),
            "SHA256" => (HashAlgorithmName.SHA256, SHA256.HashSizeInBytes),
            _ => (default(HashAlgorithmName), 0),
        };
        var told = new byte[length];
        return length > 0 && parts.Length == 2 && Convert.TryFromBase64String(parts[1], told, out var written) && written == length
            ? new UploadChecksum(algorithm, told)
            : null;
    }

    public IncrementalHash Begin() => IncrementalHash.CreateHash(algorithm);

    public bool Matches(IncrementalHash hash) => hash.GetHashAndReset().AsSpan().SequenceEqual(expected);
}
