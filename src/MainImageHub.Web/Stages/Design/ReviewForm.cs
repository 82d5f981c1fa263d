namespace MainImageHub.Web.Stages.Design;

/// <summary>Approve or reject, wherever a version is looked at.</summary>
/// <param name="Page">Address of the page, whose handler Review takes the decision.</param>
/// <param name="VersionId">What is decided.</param>
/// <param name="Number">Its number, for the title.</param>
public sealed record ReviewForm(string Page, Guid VersionId, int Number);
