namespace MainImageHub.Web.Storage.Files;

/// <summary>Blobs in a local or shared folder: <c>{root}/{workspace}/{ab}/{sha256}</c>; files on their way in beside them, under <c>uploads</c>.</summary>
public sealed class FolderBlobStore : IBlobStore
{
    private readonly string root;

    public FolderBlobStore(string root, TimeProvider clock)
    {
        this.root = root;
        IncomingFile.Prepare(Path.Combine(root, "incoming"), clock);
    }

    public async Task<BlobInfo> PutAsync(Guid workspaceId, Stream content, long maxBytes, CancellationToken cancellationToken)
    {
        // Written aside, flushed to the disk, then renamed: a crash leaves a stray temporary file, never half a blob.
        var incoming = Path.Combine(root, "incoming", Guid.CreateVersion7().ToString("n"));
        try
        {
            var info = await IncomingFile.WriteAsync(incoming, content, maxBytes, cancellationToken);
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
        await stream.CopyToAsync(Stream.Null, IncomingFile.BufferSize, cancellationToken);
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

    public async Task PutPartAsync(Guid workspaceId, PartName part, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var target = PathOf(workspaceId, part);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        // Its name is used once: what a crash leaves half written is acknowledged to nobody, and goes with the upload.
        await using var file = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        await file.WriteAsync(bytes, cancellationToken);
        file.Flush(flushToDisk: true);
    }

    public Task<Stream?> OpenPartAsync(Guid workspaceId, PartName part, CancellationToken cancellationToken)
    {
        var path = PathOf(workspaceId, part);
        return Task.FromResult<Stream?>(File.Exists(path) ? Read(path) : null);
    }

    public Task DeletePartsAsync(Guid workspaceId, Guid uploadId, CancellationToken cancellationToken)
    {
        var folder = UploadFolder(workspaceId, uploadId);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        return Task.CompletedTask;
    }

    /// <summary>The hub serves what marketplaces fetch itself: a folder has no address.</summary>
    public Task<Uri?> PublishAsync(PublishedFile file, CancellationToken cancellationToken) => Task.FromResult<Uri?>(null);

    public Task UnpublishAsync(string token, string fileName, CancellationToken cancellationToken) => Task.CompletedTask;

    private static FileStream Read(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);

    private string PathOf(Guid workspaceId, PartName part) => Path.Combine(UploadFolder(workspaceId, part.UploadId), part.PartId.ToString("n"));

    private string UploadFolder(Guid workspaceId, Guid uploadId) => Path.Combine(root, workspaceId.ToString("n"), "uploads", uploadId.ToString("n"));

    private string PathOf(Guid workspaceId, string sha256) => Path.Combine(root, workspaceId.ToString("n"), BlobName.Checked(sha256)[..2], sha256);
}
