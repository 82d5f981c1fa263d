namespace MainImageHub.Domain.Workspaces;

/// <summary>One write, kept for ever: who did what to which thing, and why.</summary>
public sealed class AuditEvent : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? ActorId { get; init; }

    public required string ActorName { get; init; }

    /// <summary>Dotted verb: <c>version.approved</c>, <c>store.created</c>, ...</summary>
    public required string Action { get; init; }

    /// <summary>The kind of thing: <c>mainImage</c>, <c>version</c>, <c>store</c>, ...</summary>
    public required string Entity { get; init; }

    public required Guid EntityId { get; init; }

    /// <summary>Small facts worth keeping (never secrets).</summary>
    public Dictionary<string, string> Details { get; init; } = [];
}
