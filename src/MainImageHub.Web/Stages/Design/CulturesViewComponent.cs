using MainImageHub.Domain.Rules.Cultures;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;

namespace MainImageHub.Web.Stages.Design;

/// <summary>What a reviewer looks at for the countries a version is meant for, answered beforehand where that could be measured, and what was confirmed with the decision.</summary>
public sealed class CulturesViewComponent(HubDbContext db, CultureBook cultures) : ViewComponent
{
    /// <param name="version">A measured version.</param>
    /// <param name="ask">There is a review form on the page that takes the confirmations.</param>
    public async Task<IViewComponentResult> InvokeAsync(VersionView version, bool ask)
    {
        var checklist = await cultures.ChecklistAsync(db, version.Asset!.Id, version.Profiles.Select(p => p.Profile).Order(StringComparer.Ordinal), HttpContext.RequestAborted);
        return checklist.Items.Count == 0 ? Content("") : View("/Stages/Design/_Cultures.cshtml", new CultureCheck(checklist, version.Review, ask));
    }
}

/// <param name="Checklist">What to look at.</param>
/// <param name="Review">The decision, if one was made.</param>
/// <param name="Ask">Confirmations can be given.</param>
public sealed record CultureCheck(CultureChecklist Checklist, ReviewView Review, bool Ask)
{
    /// <summary>What is asked of a reviewer.</summary>
    public int Asked => Checklist.Items.Count(item => !item.IsAnswered);
}
