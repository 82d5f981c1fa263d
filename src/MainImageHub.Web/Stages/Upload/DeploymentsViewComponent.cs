using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Upload;

/// <summary>The main image page's section about deployments.</summary>
public sealed class DeploymentsViewComponent(DeploymentReader reader, HubDbContext db, CurrentMember me) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync(Guid mainImageId)
    {
        var page = await reader.ListAsync(new DeploymentFilter(mainImageId), new PageQuery { Limit = "10" }, HttpContext.RequestAborted);
        var hasApproved = await db.MainImages.AnyAsync(i => i.Id == mainImageId && i.RetirementRequestedAt == null && i.ApprovedVersionId != null, HttpContext.RequestAborted);
        var mayPush = hasApproved && me.May(HubAction.Deploy) && await me.WorksOnImageAsync(db, mainImageId, HttpContext.RequestAborted);
        return View("/Stages/Upload/Deployments.cshtml", new DeploymentsSection(mainImageId, page.Items, page.NextCursor is not null, mayPush));
    }
}

/// <param name="MainImageId">Whose deployments.</param>
/// <param name="Items">The newest.</param>
/// <param name="HasMore">There are older ones.</param>
/// <param name="MayPush">A version could be pushed now, and by this member.</param>
public sealed record DeploymentsSection(Guid MainImageId, IReadOnlyList<DeploymentView> Items, bool HasMore, bool MayPush);
