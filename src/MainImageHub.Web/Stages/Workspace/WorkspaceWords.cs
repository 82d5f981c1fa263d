namespace MainImageHub.Web.Stages.Workspace;

public sealed class WorkspaceWords;
