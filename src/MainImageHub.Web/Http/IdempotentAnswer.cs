using MainImageHub.Domain;

namespace MainImageHub.Web.Http;

/// <summary>The first answer to a POST with an Idempotency-Key, given again for the same key and body; kept 24 hours.</summary>
public sealed class IdempotentAnswer : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    public required Guid MemberId { get; init; }

    public required string Key { get; init; }

    /// <summary>Hash of method, path and body: another request under the same key is refused.</summary>
    public required string RequestHash { get; init; }

    /// <summary>Null while the first request is still at work.</summary>
    public int? Status { get; set; }

    public string? ContentType { get; set; }

    public string? Location { get; set; }

    public string? ETag { get; set; }

    public byte[]? Body { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}
