using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;

namespace MainImageHub.Web.Stages.Design.Rights;

/// <summary>The main image page's cards about a picture's origin and rights, and where it is used.</summary>
public sealed class RightsViewComponent(HubDbContext db, CurrentMember me, PictureRightsDesk desk, ReadUses uses) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync(VersionView version)
    {
        var stop = HttpContext.RequestAborted;
        var maySay = me.May(HubAction.UploadVersions) && await me.WorksOnImageAsync(db, version.MainImageId, stop);
        return View("/Stages/Design/Rights/_Rights.cshtml", new RightsCard(version.Id, await desk.ReadAsync(version.Id, stop), await uses.RunAsync(version.Asset!.Id, stop), maySay));
    }
}

/// <param name="MaySay">By this member.</param>
public sealed record RightsCard(Guid VersionId, RightsView Rights, UsesView Uses, bool MaySay);
