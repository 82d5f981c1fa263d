using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace MainImageHub.Web.Storage.Files.S3;

/// <summary>Blobs in a bucket: <c>{workspace}/{ab}/{sha256}</c>, and files on their way in under <c>{workspace}/uploads</c>, so that any number of machines share them.</summary>
/// <remarks>
/// A put is whole or nothing there, as S3 promises. Bytes are hashed on this machine before they are named, and again whenever they are read.
/// </remarks>
public sealed class S3BlobStore : IBlobStore, IDisposable
{
    /// <summary>The longest that signatures of version 4 may live.</summary>
    private static readonly TimeSpan SignedFor = TimeSpan.FromDays(7);

    private readonly IAmazonS3 s3;
    private readonly S3Options options;
    private readonly string incoming;
    private readonly TimeProvider clock;

    public S3BlobStore(IAmazonS3 s3, S3Options options, string scratch, TimeProvider clock)
    {
        (this.s3, this.options, this.clock) = (s3, options, clock);
        incoming = IncomingFile.Prepare(scratch, clock);
    }

    private string Bucket => options.Bucket!;

    private string PublishedBucket => options.Pictures == "public" ? options.PublicBucket! : Bucket;

    public async Task<BlobInfo> PutAsync(Guid workspaceId, Stream content, long maxBytes, CancellationToken cancellationToken)
    {
        var path = NewPath();
        try
        {
            var info = await IncomingFile.WriteAsync(path, content, maxBytes, cancellationToken);
            if (!await ExistsAsync(workspaceId, info.Sha256, cancellationToken))
            {
                await s3.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = KeyOf(workspaceId, info.Sha256), FilePath = path, ContentType = "application/octet-stream", UseChunkEncoding = false }, cancellationToken);
            }

            return info;
        }
        finally
        {
            File.Delete(path);
        }
    }

    public async Task<Stream?> OpenAsync(Guid workspaceId, string sha256, CancellationToken cancellationToken) =>
        await GetAsync(KeyOf(workspaceId, sha256), cancellationToken) is { } found ? new VerifiedStream(new AnsweredStream(found), sha256) : null;

    public async Task<LocalBlob?> BringAsync(Guid workspaceId, string sha256, CancellationToken cancellationToken)
    {
        await using var stream = await OpenAsync(workspaceId, sha256, cancellationToken);
        if (stream is null)
        {
            return null;
        }

        var path = NewPath();
        try
        {
            await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous))
            {
                await stream.CopyToAsync(file, IncomingFile.BufferSize, cancellationToken);
            }

            return new LocalBlob(path, temporary: true);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    public async Task<bool> ExistsAsync(Guid workspaceId, string sha256, CancellationToken cancellationToken)
    {
        try
        {
            await s3.GetObjectMetadataAsync(Bucket, KeyOf(workspaceId, sha256), cancellationToken);
            return true;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    public Task DeleteAsync(Guid workspaceId, string sha256, CancellationToken cancellationToken) => s3.DeleteObjectAsync(Bucket, KeyOf(workspaceId, sha256), cancellationToken);

    public Task DeleteAllAsync(Guid workspaceId, CancellationToken cancellationToken) => DeleteUnderAsync($"{workspaceId:n}/", cancellationToken);

    public async Task PutPartAsync(Guid workspaceId, PartName part, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(bytes.ToArray(), writable: false);
        await s3.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = KeyOf(workspaceId, part), InputStream = content, ContentType = "application/octet-stream", UseChunkEncoding = false }, cancellationToken);
    }

    public async Task<Stream?> OpenPartAsync(Guid workspaceId, PartName part, CancellationToken cancellationToken) =>
        await GetAsync(KeyOf(workspaceId, part), cancellationToken) is { } found ? new AnsweredStream(found) : null;

    public Task DeletePartsAsync(Guid workspaceId, Guid uploadId, CancellationToken cancellationToken) => DeleteUnderAsync(UploadPrefix(workspaceId, uploadId), cancellationToken);

    private async Task DeleteUnderAsync(string prefix, CancellationToken cancellationToken)
    {
        await foreach (var found in s3.Paginators.ListObjectsV2(new ListObjectsV2Request { BucketName = Bucket, Prefix = prefix }).S3Objects.WithCancellation(cancellationToken))
        {
            await s3.DeleteObjectAsync(Bucket, found.Key, cancellationToken);
        }
    }

    public async Task<Uri?> PublishAsync(PublishedFile file, CancellationToken cancellationToken)
    {
        if (options.Pictures == "hub")
        {
            return null;
        }

        // A copy under a name of its own, through this machine: its bytes have just been hashed, and marketplaces go by the name's ending.
        var key = PublishedKey(file.Token, file.FileName);
        using (var local = await BringAsync(file.WorkspaceId, file.Sha256, cancellationToken))
        {
            if (local is null)
            {
                return null;
            }

            await s3.PutObjectAsync(
                new PutObjectRequest
                {
                    BucketName = PublishedBucket,
                    Key = key,
                    FilePath = local.Path,
                    ContentType = file.ContentType,
                    Headers = { CacheControl = "public, max-age=31536000, immutable" },
                    UseChunkEncoding = false,
                },
                cancellationToken);
        }

        return new Uri(options.Pictures == "public" ? $"{options.PublicAddress!.AbsoluteUri.TrimEnd('/')}/{key}" : await SignAsync(key));
    }

    public Task UnpublishAsync(string token, string fileName, CancellationToken cancellationToken) =>
        options.Pictures == "hub" ? Task.CompletedTask : s3.DeleteObjectAsync(PublishedBucket, PublishedKey(token, fileName), cancellationToken);

    public void Dispose() => s3.Dispose();

    private async Task<GetObjectResponse?> GetAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await s3.GetObjectAsync(Bucket, key, cancellationToken);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private Task<string> SignAsync(string key) => s3.GetPreSignedURLAsync(new GetPreSignedUrlRequest
    {
        BucketName = PublishedBucket,
        Key = key,
        Expires = (clock.GetUtcNow() + SignedFor).UtcDateTime,
        Protocol = options.Endpoint?.Scheme == Uri.UriSchemeHttp ? Protocol.HTTP : Protocol.HTTPS,
    });

    private string NewPath() => Path.Combine(incoming, Guid.CreateVersion7().ToString("n"));

    private static string PublishedKey(string token, string fileName) => $"p/{token}/{fileName}";

    private static string KeyOf(Guid workspaceId, PartName part) => $"{UploadPrefix(workspaceId, part.UploadId)}{part.PartId:n}";

    private static string UploadPrefix(Guid workspaceId, Guid uploadId) => $"{workspaceId:n}/uploads/{uploadId:n}/";

    private static string KeyOf(Guid workspaceId, string sha256) => $"{workspaceId:n}/{BlobName.Checked(sha256)[..2]}/{sha256}";
}
