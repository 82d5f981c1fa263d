using MainImageHub.Domain.Images;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace MainImageHub.Web.Stages.Library;

/// <summary>Pairs of pictures that look the same, to be decided on.</summary>
[Requires(HubAction.Read)]
public sealed class DuplicatesPageModel(LookAlikes lookAlikes, DecideLookAlike decide, CurrentMember me) : PageModel
{
    public IReadOnlyList<LookAlikeView> Pairs { get; private set; } = [];

    public string? Next { get; private set; }

    public bool MayDecide => me.May(HubAction.ReviewVersions) && !me.Member.IsNarrowed;

    public string Address => $"/w/{me.Workspace.Slug}/library/duplicates";

    public async Task OnGetAsync(string? cursor, CancellationToken cancellationToken)
    {
        var page = await lookAlikes.OpenAsync(new PageQuery { Cursor = cursor, Limit = "20" }, cancellationToken);
        Pairs = page.Items;
        Next = page.NextCursor is null ? null : $"{Address}?cursor={page.NextCursor}";
    }

    [Requires(HubAction.ReviewVersions)]
    public async Task<IActionResult> OnPostDecideAsync(Guid id, KeepOf keep, CancellationToken cancellationToken)
    {
        await decide.RunAsync(id, keep, cancellationToken);
        return LocalRedirect(Address);
    }
}
