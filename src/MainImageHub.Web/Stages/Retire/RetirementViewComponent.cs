using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Retire;

/// <summary>The main image page's section about its end.</summary>
public sealed class RetirementViewComponent(HubDbContext db, CurrentMember me) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync(Guid mainImageId)
    {
        var retirement = await db.Retirements.AsNoTracking().SingleOrDefaultAsync(r => r.MainImageId == mainImageId, HttpContext.RequestAborted);
        var mayRetire = retirement is null && me.May(HubAction.Retire) && await me.WorksOnImageAsync(db, mainImageId, HttpContext.RequestAborted);
        return View("/Stages/Retire/RetirementSection.cshtml", new RetirementSection(mainImageId, retirement is null ? null : RetirementView.Of(retirement), mayRetire));
    }
}

public sealed record RetirementSection(Guid MainImageId, RetirementView? Retirement, bool MayRetire);
