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

    /// <summary>Keeps a piece of a file that is still on its way, under a name that is used once. Durable when it returns.</summary>
    Task PutPartAsync(Guid workspaceId, PartName part, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Null when there is no such piece.</summary>
    Task<Stream?> OpenPartAsync(Guid workspaceId, PartName part, CancellationToken cancellationToken);

    /// <summary>All pieces of one upload, those that nobody acknowledged included.</summary>
    Task DeletePartsAsync(Guid workspaceId, Guid uploadId, CancellationToken cancellationToken);

    /// <summary>
    /// An address of the store's own under which anybody who knows it can fetch this one file; null where there is none and the hub has to
    /// serve it (<c>/p/{token}/{fileName}</c>).
    /// </summary>
    Task<Uri?> PublishAsync(PublishedFile file, CancellationToken cancellationToken);

    /// <summary>Takes a published file back, as far as the store can.</summary>
    Task UnpublishAsync(string token, string fileName, CancellationToken cancellationToken);
}

/// <summary>A piece of a file on its way in: of which upload, and which one.</summary>
public readonly record struct PartName(Guid UploadId, Guid PartId);

/// <summary>One blob as marketplaces get it.</summary>
/// <param name="WorkspaceId">Whose it is.</param>
/// <param name="Sha256">Which.</param>
/// <param name="Token">Unguessable; part of the address.</param>
/// <param name="FileName">Letters, digits and dashes with an extension; the end of the address.</param>
/// <param name="ContentType">As which it is served.</param>
public sealed record PublishedFile(Guid WorkspaceId, string Sha256, string Token, string FileName, string ContentType);

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
