namespace MainImageHub.Web.Storage.Files.S3;

/// <summary>Section <c>Hub:S3</c>; as environment variables <c>Hub__S3__Name</c>. With a bucket named, files are kept there instead of in a folder.</summary>
public sealed class S3Options
{
    public const string Section = "Hub:S3";

    /// <summary>Keeps every file, private. Empty: files are kept in the data folder.</summary>
    public string? Bucket { get; set; }

    /// <summary>Of a store that is not Amazon's own, e.g. <c>https://minio.example.com</c>.</summary>
    public Uri? Endpoint { get; set; }

    public string Region { get; set; } = "us-east-1";

    /// <summary>Without keys the machine's own are taken (environment, profile, instance role).</summary>
    public string? AccessKey { get; set; }

    public string? SecretKey { get; set; }

    /// <summary>From where marketplaces fetch pictures: <c>hub</c> (this installation's public address), <c>presigned</c> (an address of <see cref="Bucket"/>, good for a week) or <c>public</c> (a copy in <see cref="PublicBucket"/>).</summary>
    public string Pictures { get; set; } = "hub";

    /// <summary>Readable by anybody; holds nothing but pictures that were sent to a marketplace, under names nobody can guess.</summary>
    public string? PublicBucket { get; set; }

    /// <summary>The address of <see cref="PublicBucket"/>, perhaps a content network's in front of it.</summary>
    public Uri? PublicAddress { get; set; }

    /// <summary>What is missing or contradicts itself, for a person; null when nothing.</summary>
    public string? Fault() => this switch
    {
        { Pictures: not ("hub" or "presigned" or "public") } => "Hub__S3__Pictures must be hub, presigned or public.",
        { AccessKey: null, SecretKey: not null } or { AccessKey: not null, SecretKey: null } => "Hub__S3__AccessKey and Hub__S3__SecretKey belong together: set both, or none to use the machine's own.",
        { Pictures: "public", PublicBucket: null } or { Pictures: "public", PublicAddress: null } => "Hub__S3__Pictures=public needs Hub__S3__PublicBucket and Hub__S3__PublicAddress.",
        { PublicBucket: { } open } when open == Bucket => "Hub__S3__PublicBucket must be another bucket than Hub__S3__Bucket: the latter holds files nobody outside may see.",
        _ => null,
    };
}
