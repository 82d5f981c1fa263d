namespace MainImageHub.Web.Storage;

/// <summary>Which workspace the current request or job works for; set once, by the door it came in through.</summary>
public sealed class WorkspaceScope
{
    public Guid? WorkspaceId { get; private set; }

    public void Enter(Guid workspaceId)
    {
        if (WorkspaceId is { } already && already != workspaceId)
        {
            throw new InvalidOperationException("A scope works for one workspace; open another scope for another.");
        }

        WorkspaceId = workspaceId;
    }
}
