using MainImageHub.Domain.Images;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Library;

/// <summary>Pairs of pictures that look the same, to be decided on.</summary>
[Requires(HubAction.Read)]
public sealed class DuplicatesPageModel(HubDbContext db, LookAlikes lookAlikes, DecideLookAlike decide, CurrentMember me) : PageModel
{
    public IReadOnlyList<LookAlikeView> Pairs { get; private set; } = [];

    /// <summary>How far it is gone through what came in before look-alikes were noted; null where nothing did.</summary>
    public PictureUpkeep? Older { get; private set; }

    public string? Next { get; private set; }

    public bool MayDecide => me.May(HubAction.ReviewVersions) && !me.Member.IsNarrowed;

    public string Address => $"/w/{me.Workspace.Slug}/library/duplicates";

    public async Task OnGetAsync(string? cursor, CancellationToken cancellationToken)
    {
        var page = await lookAlikes.OpenAsync(new PageQuery { Cursor = cursor, Limit = "20" }, cancellationToken);
        Pairs = page.Items;
        Older = await db.PictureUpkeeps.AsNoTracking().Where(u => u.Kind == UpkeepKind.LookAlikes).OrderByDescending(u => u.Id).FirstOrDefaultAsync(cancellationToken);
        Next = page.NextCursor is null ? null : $"{Address}?cursor={page.NextCursor}";
    }

    [Requires(HubAction.ReviewVersions)]
    public async Task<IActionResult> OnPostDecideAsync(Guid id, KeepOf keep, CancellationToken cancellationToken)
    {
        await decide.RunAsync(id, keep, cancellationToken);
        return LocalRedirect(Address);
    }
}
