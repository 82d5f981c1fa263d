using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Optimize;

/// <summary>A main image's tests, and the way to plan the next one.</summary>
public sealed class ExperimentsViewComponent(HubDbContext db, CurrentMember me, TestRows rows) : ViewComponent
{
    private const int Shown = 5;

    public async Task<IViewComponentResult> InvokeAsync(Guid mainImageId)
    {
        var tests = await db.Experiments.AsNoTracking().Where(e => e.MainImageId == mainImageId).OrderByDescending(e => e.Id).Take(Shown).ToListAsync(HttpContext.RequestAborted);
        var mayBegin = me.May(HubAction.RunExperiments) && await me.WorksOnImageAsync(db, mainImageId, HttpContext.RequestAborted)
            && await db.MainImages.AnyAsync(i => i.Id == mainImageId && i.RetirementRequestedAt == null && i.ExperimentId == null && i.LiveVersionId != null, HttpContext.RequestAborted);
        return View("/Stages/Optimize/ExperimentsPart.cshtml", new ExperimentsPart(mainImageId, await rows.OfAsync(tests, HttpContext.RequestAborted), mayBegin));
    }
}

/// <param name="MainImageId">Whose tests.</param>
/// <param name="Tests">The newest.</param>
/// <param name="MayBegin">Something is live, neither another test nor a retirement is under way, and the member may.</param>
public sealed record ExperimentsPart(Guid MainImageId, IReadOnlyList<TestRow> Tests, bool MayBegin);
