namespace MainImageHub.Domain.Images;

/// <summary>A search of one of the pages that a member gave a name to.</summary>
public sealed class SavedView : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    public required Guid MemberId { get; init; }

    /// <summary>Which page it is a search of: <see cref="Library"/> or <see cref="Grid"/>.</summary>
    public required string Page { get; init; }

    public required string Name { get; init; }

    /// <summary>The address's query: <c>?format=png&amp;tag=summer</c>.</summary>
    public required string Query { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public const string Library = "library";

    public const string Grid = "grid";
}
