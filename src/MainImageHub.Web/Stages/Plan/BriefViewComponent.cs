using MainImageHub.Domain;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Plan;

/// <summary>The brief on the page of its main image.</summary>
public sealed class BriefViewComponent(HubDbContext db, ReferencePictures references, CurrentMember me) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync(Guid mainImageId)
    {
        var image = await db.MainImages.AsNoTracking().SingleAsync(i => i.Id == mainImageId, HttpContext.RequestAborted);
        var owner = await db.Members.Where(m => m.Id == image.OwnerId).Select(m => m.Name).FirstOrDefaultAsync(HttpContext.RequestAborted);
        var mayEdit = me.May(HubAction.EditBriefs) && image.RetirementRequestedAt is null && await me.WorksOnImageAsync(db, mainImageId, HttpContext.RequestAborted);
        return View("/Stages/Plan/Brief.cshtml", new BriefCard(image, owner, mayEdit, image.Brief.References.Count == 0 ? null : await references.ReadAsync(image, HttpContext.RequestAborted)));
    }
}

/// <param name="References">Null where the brief names none.</param>
public sealed record BriefCard(MainImage Image, string? Owner, bool MayEdit, ReferenceTable? References);
