using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Design.Rights;

/// <summary>Takes the form about rights that stands on the image's page, and leads back there. Opened by itself, it leads to the version.</summary>
[Requires(HubAction.Read)]
public sealed class RightsPageModel(HubDbContext db, CurrentMember me, PictureRightsDesk desk, IStringLocalizer<DesignWords> words) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellationToken) => LocalRedirect(await PageOfAsync(id, cancellationToken));

    /// <param name="id">The version.</param>
    /// <param name="form">All that is said; an empty field is not known.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    [Requires(HubAction.UploadVersions)]
    public async Task<IActionResult> OnPostAsync(Guid id, [FromForm] RightsRequest form, CancellationToken cancellationToken)
    {
        // A number or a day that cannot be read is refused rather than taken for none.
        if (ModelState.Values.FirstOrDefault(v => v.Errors.Count > 0) is not null)
        {
            throw HttpProblems.Invalid.Because(string.Join(", ", ModelState.Where(m => m.Value!.Errors.Count > 0).Select(m => m.Key)));
        }

        await desk.SayAsync(id, form, cancellationToken);
        TempData.Alert(words["rights.kept"]);
        return LocalRedirect(await PageOfAsync(id, cancellationToken) + "#rights");
    }

    private async Task<string> PageOfAsync(Guid id, CancellationToken cancellationToken)
    {
        var version = await db.Versions.Where(v => v.Id == id).Select(v => new { v.MainImageId, v.Number }).SingleOrDefaultAsync(cancellationToken) ?? throw HttpProblems.NotFound.Because();
        return $"/w/{me.Workspace.Slug}/images/{version.MainImageId}?v={version.Number}";
    }
}
