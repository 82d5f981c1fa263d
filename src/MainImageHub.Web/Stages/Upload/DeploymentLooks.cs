using System.Text.Json;
using MainImageHub.Domain.Deployments;

namespace MainImageHub.Web.Stages.Upload;

/// <summary>How a deployment's state looks on pages. Green only for what was seen.</summary>
public static class DeploymentLooks
{
    public static string Badge(DeploymentView d) => d.Status switch
    {
        DeploymentStatus.Live => "bg-green-lt",
        DeploymentStatus.Failed or DeploymentStatus.Drifted => "bg-red-lt",
        DeploymentStatus.Accepted when d.Problem is not null => "bg-red-lt",
        DeploymentStatus.Superseded or DeploymentStatus.RolledBack or DeploymentStatus.Cancelled => "bg-secondary-lt",
        _ => "bg-blue-lt",
    };

    public static string StatusKey(DeploymentStatus status) => "Status_" + JsonNamingPolicy.CamelCase.ConvertName(status.ToString());

    public static string PurposeKey(DeploymentPurpose purpose) => "Purpose_" + JsonNamingPolicy.CamelCase.ConvertName(purpose.ToString());

    public static string ShownKey(LivePicture shown) => "Shown_" + JsonNamingPolicy.CamelCase.ConvertName(shown.ToString());
}
