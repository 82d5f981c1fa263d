namespace MainImageHub.Domain.Workspaces;

public enum Role
{
    Owner,
    Ops,
    Designer,
    Reviewer,
    Viewer,
}

/// <summary>What a member may do. Every endpoint and every page handler that is not plain reading names one of these.</summary>
public enum HubAction
{
    Read,
    EditProducts,
    EditBriefs,
    UploadVersions,
    ReviewVersions,
    CommentOnVersions,
    Deploy,
    OverrideCompliance,
    ManageStores,
    AllowPush,
    ImportFigures,
    RunExperiments,
    Retire,
    Purge,
    BlockPictures,
    UnblockPictures,
    ManageJobs,
    ManageMembers,
    ManageTokens,
    ManageWorkspace,
    ReadAudit,
}

/// <summary>The one role x action table. docs/permissions.md prints it; a test holds the two and every endpoint together.</summary>
public static class Permissions
{
    private static readonly Dictionary<HubAction, Role[]> Table = new()
    {
        [HubAction.Read] = [Role.Owner, Role.Ops, Role.Designer, Role.Reviewer, Role.Viewer],
        [HubAction.EditProducts] = [Role.Owner, Role.Ops],
        [HubAction.EditBriefs] = [Role.Owner, Role.Ops],
        [HubAction.UploadVersions] = [Role.Owner, Role.Ops, Role.Designer],
        [HubAction.ReviewVersions] = [Role.Owner, Role.Ops, Role.Reviewer],
        [HubAction.CommentOnVersions] = [Role.Owner, Role.Ops, Role.Designer, Role.Reviewer],
        [HubAction.Deploy] = [Role.Owner, Role.Ops],
        [HubAction.OverrideCompliance] = [Role.Owner],
        [HubAction.ManageStores] = [Role.Owner, Role.Ops],
        [HubAction.AllowPush] = [Role.Owner],
        [HubAction.ImportFigures] = [Role.Owner, Role.Ops],
        [HubAction.RunExperiments] = [Role.Owner, Role.Ops],
        [HubAction.Retire] = [Role.Owner, Role.Ops],
        [HubAction.Purge] = [Role.Owner],
        [HubAction.BlockPictures] = [Role.Owner, Role.Ops],
        // Whoever may not override must not lift what would need an override.
        [HubAction.UnblockPictures] = [Role.Owner],
        [HubAction.ManageJobs] = [Role.Owner, Role.Ops],
        [HubAction.ManageMembers] = [Role.Owner],
        [HubAction.ManageTokens] = [Role.Owner, Role.Ops, Role.Designer, Role.Reviewer, Role.Viewer],
        [HubAction.ManageWorkspace] = [Role.Owner],
        [HubAction.ReadAudit] = [Role.Owner, Role.Ops],
    };

    public static bool Allows(Role role, HubAction action) => Table[action].Contains(role);

    public static IReadOnlyList<Role> RolesFor(HubAction action) => Table[action];
}
