namespace MainImageHub.Domain.Briefs;

/// <summary>A brief that was given a name, to begin others with. The workspace's, not a member's.</summary>
public sealed class BriefTemplate : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    /// <summary>One of its kind in the workspace.</summary>
    public required string Name { get; init; }

    public required Brief Brief { get; set; }

    /// <summary>Who kept it last.</summary>
    public required string KeptByName { get; set; }

    public required DateTimeOffset KeptAt { get; set; }
}
