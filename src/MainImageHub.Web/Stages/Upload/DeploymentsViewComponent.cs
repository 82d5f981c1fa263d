using MainImageHub.Web.Http;
using Microsoft.AspNetCore.Mvc;

namespace MainImageHub.Web.Stages.Upload;

/// <summary>The main image page's section about deployments.</summary>
public sealed class DeploymentsViewComponent(DeploymentReader reader) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync(Guid mainImageId)
    {
        var page = await reader.ListAsync(new DeploymentFilter(mainImageId), new PageQuery { Limit = "10" }, HttpContext.RequestAborted);
        return View("/Stages/Upload/Deployments.cshtml", new DeploymentsSection(mainImageId, page.Items, page.NextCursor is not null));
    }
}

public sealed record DeploymentsSection(Guid MainImageId, IReadOnlyList<DeploymentView> Items, bool HasMore);
