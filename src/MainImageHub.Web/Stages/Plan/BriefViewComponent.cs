using MainImageHub.Domain;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Plan;

/// <summary>The brief on the page of its main image.</summary>
public sealed class BriefViewComponent(HubDbContext db) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync(Guid mainImageId)
    {
        var image = await db.MainImages.AsNoTracking().SingleAsync(i => i.Id == mainImageId, HttpContext.RequestAborted);
        var owner = await db.Members.Where(m => m.Id == image.OwnerId).Select(m => m.Name).FirstOrDefaultAsync(HttpContext.RequestAborted);
        return View("/Stages/Plan/Brief.cshtml", new BriefCard(image, owner));
    }
}

public sealed record BriefCard(MainImage Image, string? Owner);
