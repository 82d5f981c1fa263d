namespace MainImageHub.Web.Stages.Design;

/// <summary>Every site a version was judged for, worst first, each a way to its report.</summary>
/// <param name="Version">The version whose reports they are.</param>
/// <param name="Address">Of the page, with a query already; the profile is added to it.</param>
public sealed record ProfileLinks(VersionView Version, string Address);
