namespace MainImageHub.Domain.Workspaces;

/// <summary>A bearer token of a member in one workspace. Shown once; only its SHA-256 is kept.</summary>
public sealed class ApiToken : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    public required Guid MemberId { get; init; }

    public required string Name { get; init; }

    /// <summary>Lower-case hex SHA-256 of the token. The token has 256 random bits, so no slow hash is needed.</summary>
    public required string Hash { get; init; }

    /// <summary>The token's last four characters, to tell one from another on screen.</summary>
    public required string Tail { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }
}
