namespace MainImageHub.Web.Stages.Workspace;

public static class WorkspaceModule
{
    public static IServiceCollection AddWorkspace(this IServiceCollection services) => services;

    public static void MapWorkspaceApi(this RouteGroupBuilder api)
    {
    }
}
