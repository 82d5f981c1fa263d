namespace MainImageHub.Domain.Workspaces;

/// <summary>A workspace's own account with Google Vision. Without one nothing is ever asked there.</summary>
public sealed class VisionAccess : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    /// <summary>The key, encrypted; it is never shown again.</summary>
    public required byte[] Key { get; set; }

    /// <summary>Ask without a person's word where our own look at the text leaves it to a person.</summary>
    public bool AskWhenInDoubt { get; set; }

    public required string SetByName { get; set; }

    public required DateTimeOffset SetAt { get; set; }
}
