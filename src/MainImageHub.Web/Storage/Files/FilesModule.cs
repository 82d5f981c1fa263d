using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using MainImageHub.Web.Storage.Files.S3;

namespace MainImageHub.Web.Storage.Files;

/// <summary>Where files are kept: in the data folder, or in a bucket when one is configured.</summary>
public static class FilesModule
{
    public static IServiceCollection AddHubFiles(this IServiceCollection services, IConfiguration configuration, string dataDirectory) =>
        Read(configuration) is { } bucket
            ? services.AddSingleton<IBlobStore>(_ => new S3BlobStore(Connect(bucket), bucket, Path.Combine(dataDirectory, "incoming"), TimeProvider.System))
            : services.AddSingleton<IBlobStore>(new FolderBlobStore(Path.Combine(dataDirectory, "blobs"), TimeProvider.System));

    /// <summary>A bucket that cannot be used is told at the start and in one line, not at the first upload.</summary>
    public static async Task CheckAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        if (Read(configuration) is not { } options)
        {
            return;
        }

        using var s3 = Connect(options);
        foreach (var name in new[] { options.Bucket, options.Pictures == "public" ? options.PublicBucket : null }.OfType<string>())
        {
            try
            {
                await s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = name, MaxKeys = 1 }, cancellationToken);
            }
            catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException)
            {
                throw new StartupException($"The bucket '{name}' cannot be used ({e.Message.TrimEnd('.')}): check Hub__S3__Bucket, Hub__S3__Endpoint, Hub__S3__Region and the keys.", e);
            }
        }
    }

    private static S3Options? Read(IConfiguration configuration)
    {
        var options = configuration.GetSection(S3Options.Section).Get<S3Options>();
        if (string.IsNullOrWhiteSpace(options?.Bucket))
        {
            return null;
        }

        return options.Fault() is { } fault ? throw new StartupException(fault) : options;
    }

    public static AmazonS3Client Connect(S3Options options)
    {
        var config = new AmazonS3Config
        {
            RegionEndpoint = options.Endpoint is null ? RegionEndpoint.GetBySystemName(options.Region) : null,
            // Stores of other makers do not all know the newer checksums; what is read is hashed here in any case.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.Endpoint is { } endpoint)
        {
            (config.ServiceURL, config.AuthenticationRegion, config.ForcePathStyle) = (endpoint.AbsoluteUri, options.Region, true);
        }

        return options is { AccessKey: { } key, SecretKey: { } secret } ? new AmazonS3Client(new BasicAWSCredentials(key, secret), config) : new AmazonS3Client(config);
    }
}
