using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules.Cultures;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design;

/// <summary>What a reviewer looks at for the country of a report, answered beforehand where that could be measured.</summary>
public sealed class CulturesViewComponent(HubDbContext db, CultureBook cultures) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync(Guid assetId, string profile)
    {
        var site = SiteCode.Parse(profile);
        if (cultures.For(site).Count == 0)
        {
            return Content("");
        }

        var facts = await db.Assets.AsNoTracking().Where(a => a.Id == assetId).Select(a => a.Facts).SingleAsync(HttpContext.RequestAborted);
        return View("/Stages/Design/_Cultures.cshtml", new CultureCheck(site, cultures.Answer(site, facts)));
    }
}

/// <param name="Site">For whom.</param>
/// <param name="Answers">What to look at.</param>
public sealed record CultureCheck(SiteCode Site, IReadOnlyList<CultureAnswer> Answers);
