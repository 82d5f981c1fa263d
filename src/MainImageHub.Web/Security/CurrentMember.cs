using MainImageHub.Domain;
using MainImageHub.Domain.Workspaces;

namespace MainImageHub.Web.Security;

/// <summary>Who is asking, and in which workspace. Filled by <see cref="WorkspaceDoor"/>; handlers take it as the actor.</summary>
public sealed class CurrentMember
{
    private Member? member;
    private Workspace? workspace;

    public bool IsKnown => member is not null;

    public Guid Id => Known.Id;

    public Guid WorkspaceId => Known.WorkspaceId;

    public string Name => Known.Name;

    public Role Role => Known.Role;

    public Member Member => Known;

    public Workspace Workspace => workspace ?? throw new InvalidOperationException("No workspace was entered.");

    public Actor Actor => Known.AsActor();

    public bool May(HubAction action) => member is not null && Permissions.Allows(member.Role, action);

    public TimeZoneInfo TimeZone => TimeZoneInfo.FindSystemTimeZoneById(member?.TimeZone ?? workspace?.TimeZone ?? "UTC");

    internal void Enter(Workspace entered, Member asMember) => (workspace, member) = (entered, asMember);

    private Member Known => member ?? throw new InvalidOperationException("Nobody has entered a workspace in this request.");
}
