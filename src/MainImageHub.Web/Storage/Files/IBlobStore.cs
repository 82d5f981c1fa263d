namespace MainImageHub.Web.Storage.Files;

/// <summary>What is known of stored bytes.</summary>
public sealed record BlobInfo(string Sha256, long Bytes);

/// <summary>
/// Files by content, each workspace for itself: the same bytes are stored once, an existing blob is never written again,
/// and what is read is what was written or an error.
/// </summary>
public interface IBlobStore
{
    /// <summary>Streams to a safe place and names the bytes by their SHA-256. Durable when it returns.</summary>
    Task<BlobInfo> PutAsync(Guid workspaceId, Stream content, long maxBytes, CancellationToken cancellationToken);

    /// <summary>Null when there is no such blob. Reading to the end throws <see cref="BlobDamagedException"/> if the bytes do not match their name.</summary>
    Task<Stream?> OpenAsync(Guid workspaceId, string sha256, CancellationToken cancellationToken);

    /// <summary>A local file with the bytes, verified, for libraries that want a path; dispose it when done. Null when there is no such blob.</summary>
    Task<LocalBlob?> BringAsync(Guid workspaceId, string sha256, CancellationToken cancellationToken);

    Task<bool> ExistsAsync(Guid workspaceId, string sha256, CancellationToken cancellationToken);

    Task DeleteAsync(Guid workspaceId, string sha256, CancellationToken cancellationToken);

    /// <summary>Everything a workspace ever stored.</summary>
    Task DeleteAllAsync(Guid workspaceId, CancellationToken cancellationToken);
}

/// <summary>A blob as a local file; a temporary copy goes when this is disposed.</summary>
public sealed class LocalBlob(string path, bool temporary) : IDisposable
{
    public string Path { get; } = path;

    public void Dispose()
    {
        if (temporary)
        {
            File.Delete(Path);
        }
    }
}
