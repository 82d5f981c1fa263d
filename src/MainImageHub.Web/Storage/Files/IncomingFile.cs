using System.Buffers;
using System.Security.Cryptography;
using MainImageHub.Web.Http;

namespace MainImageHub.Web.Storage.Files;

/// <summary>Bytes on their way in: written aside and hashed, so that they have a name before they are stored under it.</summary>
internal static class IncomingFile
{
    public const int BufferSize = 128 * 1024;

    private static readonly TimeSpan LongestUpload = TimeSpan.FromDays(1);

    /// <summary>The folder for them, freed of what a killed process left half written. Another node may be at the same.</summary>
    public static string Prepare(string folder, TimeProvider clock)
    {
        var incoming = Directory.CreateDirectory(folder);
        foreach (var stray in incoming.EnumerateFiles().Where(f => f.LastWriteTimeUtc < clock.GetUtcNow().UtcDateTime - LongestUpload))
        {
            stray.Delete();
        }

        return incoming.FullName;
    }

    /// <summary>On the disk when it returns.</summary>
    public static async Task<BlobInfo> WriteAsync(string path, Stream content, long maxBytes, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long total = 0;
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                total += read;
                if (total > maxBytes)
                {
                    throw HttpProblems.TooLarge.Because(maxBytes / 1024 / 1024);
                }

                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            file.Flush(flushToDisk: true);
            return new BlobInfo(Convert.ToHexStringLower(hash.GetHashAndReset()), total);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
