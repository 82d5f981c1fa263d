namespace MainImageHub.Domain.Deployments;

/// <summary>Many pushes by one order. How each of them fares stands in its <see cref="Deployment"/>; the order only says who asked for what at once.</summary>
public sealed class PushBatch : IWorkspaceOwned
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    /// <summary>Drawn by whoever asks, so that a form that is sent twice is one order.</summary>
    public required Guid RequestId { get; init; }

    public required Guid? RequestedBy { get; init; }

    public required string RequestedByName { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>One listing of a <see cref="PushBatch"/>: the deployment that carries its picture there, or why there is none.</summary>
public sealed class PushBatchItem : IWorkspaceOwned
{
    /// <summary>In the order in which the list is read.</summary>
    public required Guid Id { get; init; }

    public required Guid WorkspaceId { get; init; }

    public required Guid BatchId { get; init; }

    public required Guid ListingId { get; init; }

    /// <summary>What was to be pushed; null where nothing was planned or approved.</summary>
    public Guid? VersionId { get; init; }

    /// <summary>Null for what was left out. After another try, the last one.</summary>
    public Guid? DeploymentId { get; private set; }

    /// <summary>When shoppers should see it at the latest.</summary>
    public DateTimeOffset? LiveBy { get; init; }

    /// <summary>Why it was left out; beside a deployment that failed, why it was not tried again.</summary>
    public DeploymentProblem? Problem { get; private set; }

    /// <summary>Why it was not rolled back with the others.</summary>
    public DeploymentProblem? RollbackProblem { get; private set; }

    public void Send(Guid deploymentId) => (DeploymentId, Problem) = (deploymentId, null);

    public void LeaveOut(DeploymentProblem why) => Problem = why;

    /// <param name="why">Null when its rollback is on its way.</param>
    public void RollBack(DeploymentProblem? why) => RollbackProblem = why;
}
