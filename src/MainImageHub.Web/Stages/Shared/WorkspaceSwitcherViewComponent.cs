using System.Security.Claims;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Shared;

/// <summary>The workspaces a person may go to from here.</summary>
public sealed class WorkspaceSwitcherViewComponent(SystemDbContext system) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync()
    {
        var userId = Guid.Parse(UserClaimsPrincipal.FindFirstValue(ClaimTypes.NameIdentifier)!);
        IReadOnlyList<WorkspaceLink> links = await system.Members.AsNoTracking().Where(m => m.UserId == userId && m.DeactivatedAt == null)
            .Join(system.Workspaces, m => m.WorkspaceId, w => w.Id, (m, w) => w)
            .OrderBy(w => w.IsDemo).ThenBy(w => w.Name)
            .Select(w => new WorkspaceLink(w.Slug, w.Name, w.IsDemo))
            .ToListAsync(HttpContext.RequestAborted);
        return View("/Stages/Shared/WorkspaceSwitcher.cshtml", links);
    }
}

public sealed record WorkspaceLink(string Slug, string Name, bool IsDemo);
