using MainImageHub.Domain;

namespace MainImageHub.Web.Http;

/// <summary>
/// A rendition under an address that marketplaces can fetch: unguessable, for one approved picture, never a way to anything else.
/// </summary>
public sealed class PublicPicture : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    /// <summary>128 random bits in the address.</summary>
    public required string Token { get; init; }

    public required Guid AssetId { get; init; }

    public required string Sha256 { get; init; }

    public required string ContentType { get; init; }

    public required string FileName { get; init; }

    public required long Bytes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
