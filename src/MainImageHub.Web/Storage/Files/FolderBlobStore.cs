using System.Buffers;
using System.Security.Cryptography;
using MainImageHub.Web.Http;

namespace MainImageHub.Web.Storage.Files;

/// <summary>Blobs in a local or shared folder: <c>{root}/{workspace}/{ab}/{sha256}</c>.</summary>
public sealed class FolderBlobStore : IBlobStore
{
    private const int BufferSize = 128 * 1024;

    private static readonly TimeSpan LongestUpload = TimeSpan.FromDays(1);

    private readonly string root;

    public FolderBlobStore(string root, TimeProvider clock)
    {
        this.root = root;
        var incoming = Directory.CreateDirectory(Path.Combine(root, "incoming"));
        foreach (var stray in incoming.EnumerateFiles().Where(f => f.LastWriteTimeUtc < clock.GetUtcNow().UtcDateTime - LongestUpload))
        {
            // What a killed process left half written. Another node may be at the same.
            stray.Delete();
        }
    }

    public async Task<BlobInfo> PutAsync(Guid workspaceId, Stream content, long maxBytes, CancellationToken cancellationToken)
    {
        // Written aside, flushed to the disk, then renamed: a crash leaves a stray temporary file, never half a blob.
        var incoming = Path.Combine(root, "incoming", Guid.CreateVersion7().ToString("n"));
        try
        {
            var info = await WriteAsync(incoming, content, maxBytes, cancellationToken);
            var target = PathOf(workspaceId, info.Sha256);
            if (!File.Exists(target))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Move(incoming, target, overwrite: true);
            }

            return info;
        }
        finally
        {
            File.Delete(incoming);
        }
    }

    public Task<Stream?> OpenAsync(Guid workspaceId, string sha256, CancellationToken cancellationToken)
    {
        var path = PathOf(workspaceId, sha256);
        return Task.FromResult<Stream?>(File.Exists(path) ? new VerifiedStream(Read(path), sha256) : null);
    }

    public async Task<LocalBlob?> BringAsync(Guid workspaceId, string sha256, CancellationToken cancellationToken)
    {
        var path = PathOf(workspaceId, sha256);
        if (!File.Exists(path))
        {
            return null;
        }

        await using var stream = new VerifiedStream(Read(path), sha256);
        await stream.CopyToAsync(Stream.Null, BufferSize, cancellationToken);
        return new LocalBlob(path, temporary: false);
    }

    public Task<bool> ExistsAsync(Guid workspaceId, string sha256, CancellationToken cancellationToken) => Task.FromResult(File.Exists(PathOf(workspaceId, sha256)));

    public Task DeleteAsync(Guid workspaceId, string sha256, CancellationToken cancellationToken)
    {
        File.Delete(PathOf(workspaceId, sha256));
        return Task.CompletedTask;
    }

    public Task DeleteAllAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(root, workspaceId.ToString("n"));
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        return Task.CompletedTask;
    }

    private static async Task<BlobInfo> WriteAsync(string path, Stream content, long maxBytes, CancellationToken cancellationToken)
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

    private static FileStream Read(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);

    private string PathOf(Guid workspaceId, string sha256) =>
        sha256.Length == 64 && sha256.All(char.IsAsciiHexDigitLower)
            ? Path.Combine(root, workspaceId.ToString("n"), sha256[..2], sha256)
            : throw new ArgumentException("Not a SHA-256 in lower-case hex.", nameof(sha256));
}
