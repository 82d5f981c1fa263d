namespace MainImageHub.Domain.Images;

/// <summary>A search of the picture library that a member gave a name to.</summary>
public sealed class SavedView : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    public required Guid MemberId { get; init; }

    public required string Name { get; init; }

    /// <summary>The address's query: <c>?format=png&amp;tag=summer</c>.</summary>
    public required string Query { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}
