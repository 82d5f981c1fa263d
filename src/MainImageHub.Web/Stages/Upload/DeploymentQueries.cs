using MainImageHub.Domain.Deployments;

namespace MainImageHub.Web.Stages.Upload;

internal static class DeploymentQueries
{
    /// <summary>Ordered and not at an end: what is shown on their listings may still change by them.</summary>
    public static IQueryable<Deployment> UnderWay(this IQueryable<Deployment> deployments) => deployments.Where(d =>
        d.Status == DeploymentStatus.Scheduled || d.Status == DeploymentStatus.Queued || d.Status == DeploymentStatus.Pushing || d.Status == DeploymentStatus.Accepted || d.Status == DeploymentStatus.Manual);
}
