namespace MainImageHub.Web.Stages.Design;

/// <summary>Approve or reject, wherever a version is looked at.</summary>
public sealed record ReviewForm(string Action, Guid VersionId, int Number);
