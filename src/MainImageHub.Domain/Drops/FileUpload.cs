namespace MainImageHub.Domain.Drops;

/// <summary>
/// A file on its way in, piece by piece (tus 1.0.0). What this row says was received is on the disk; what lies there besides was never
/// acknowledged. It belongs to one member: nobody else can see that it exists.
/// </summary>
public sealed class FileUpload : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    public required Guid MemberId { get; init; }

    /// <summary>The file of a batch whose bytes these are.</summary>
    public required Guid DropFileId { get; init; }

    public required long Length { get; init; }

    /// <summary>As the client sent it, to be given back.</summary>
    public string? Metadata { get; init; }

    /// <summary>How many bytes were received.</summary>
    public long Received { get; private set; }

    /// <summary>In the order in which they make the file. Each is written once and never again.</summary>
    public IReadOnlyList<UploadPart> Parts { get; private set; } = [];

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; set; }

    /// <summary>The file was put together and is kept elsewhere: the parts are no more.</summary>
    public DateTimeOffset? TakenAt { get; private set; }

    public bool IsComplete => Received == Length;

    public void Add(IEnumerable<UploadPart> parts)
    {
        Parts = [.. Parts, .. parts];
        Received = Parts.Sum(p => p.Bytes);
    }

    public void Take(DateTimeOffset now) => TakenAt = now;
}

/// <param name="Id">Its name where it is kept.</param>
public sealed record UploadPart(Guid Id, int Bytes);
