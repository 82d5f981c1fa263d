using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace MainImageHub.Web.Stages.Design.Drops;

/// <summary>Where pictures are dropped, and the batches there were, newest first.</summary>
[Requires(HubAction.UploadVersions)]
public sealed class DropsPageModel(ReadDrops read, KeepDrop keep, CurrentMember me) : PageModel
{
    public Page<DropView> Drops { get; private set; } = new([], null);

    public async Task OnGetAsync(string? cursor, CancellationToken cancellationToken) =>
        Drops = await read.ListAsync(new PageQuery { Cursor = cursor }, cancellationToken);

    /// <summary>The page's script asks with the first files that are dropped; without it the batch opens by itself.</summary>
    [Requires(HubAction.UploadVersions)]
    public async Task<IActionResult> OnPostBeginAsync(string? name, CancellationToken cancellationToken)
    {
        var drop = await keep.BeginAsync(name, cancellationToken);
        var address = $"/w/{me.Workspace.Slug}/drop/{drop.Id}";
        return Request.GetTypedHeaders().Accept.Any(a => a.MediaType == "application/json") ? new JsonResult(new { drop.Id, address }) : LocalRedirect(address);
    }
}
