using System.Text.Json;
using MainImageHub.Domain.Deployments;

namespace MainImageHub.Web.Stages.Upload;

/// <summary>How a deployment reads on pages, by what it does: put a picture, put one back, or take one away. Green only for what was seen.</summary>
public static class DeploymentLooks
{
    public static string Badge(DeploymentView d) => d.Status switch
    {
        DeploymentStatus.Live => "bg-green-lt",
        DeploymentStatus.Failed or DeploymentStatus.Drifted => "bg-red-lt",
        DeploymentStatus.Manual or DeploymentStatus.Accepted when d.PutUpBy is not null => "bg-yellow-lt",
        DeploymentStatus.Accepted when d.Problem is not null => "bg-red-lt",
        DeploymentStatus.Superseded or DeploymentStatus.RolledBack or DeploymentStatus.Cancelled => "bg-secondary-lt",
        _ => "bg-blue-lt",
    };

    public static bool IsRemoval(DeploymentView d) => d.AssetId is null;

    public static string StatusKey(DeploymentView d) => d switch
    {
        { AssetId: null, Status: DeploymentStatus.Live or DeploymentStatus.Drifted } => $"Status_{Word(d.Status)}_removal",
        { Purpose: DeploymentPurpose.Rollback, Status: DeploymentStatus.Live } => "Status_live_rollback",
        { Status: DeploymentStatus.Accepted, PutUpBy: not null } => "Status_accepted_byHand",
        _ => "Status_" + Word(d.Status),
    };

    public static string PurposeKey(DeploymentView d) => "Purpose_" + (IsRemoval(d) ? "removal" : Word(d.Purpose));

    /// <summary>What the picture is that the marketplace is asked to show, or to show no longer.</summary>
    public static string PictureKey(DeploymentView d) => "Picture_" + (IsRemoval(d) ? "removal" : Word(d.Purpose));

    public static string ShownKey(LiveEvidence evidence) => evidence.ShowsBefore ? "Shown_before" : "Shown_" + Word(evidence.Shown);

    /// <summary>
    /// The marketplace's complaints of the last look, those that were there before the push apart: they are no answer to it. They are kept
    /// as one text; a sentence cut in two falls on the same side with both its parts.
    /// </summary>
    public static (string? New, string? Old) Complaints(LiveEvidence evidence)
    {
        var sides = (evidence.Issues ?? "").Split("; ", StringSplitOptions.RemoveEmptyEntries).ToLookup(part => evidence.IssuesBefore?.Contains(part, StringComparison.Ordinal) == true);
        return (Side(isOld: false), Side(isOld: true));

        string? Side(bool isOld) => sides.Contains(isOld) ? string.Join("; ", sides[isOld]) : null;
    }

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
