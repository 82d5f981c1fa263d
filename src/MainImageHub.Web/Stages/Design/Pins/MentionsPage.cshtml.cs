using System.Globalization;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design.Pins;

/// <summary>Notes on pictures in which somebody called this member by name and which they have not looked at yet.</summary>
[Requires(HubAction.Read)]
public sealed class MentionsPageModel(HubDbContext db, CurrentMember me, ReadPins read, ChangePins change) : PageModel
{
    public Page<MentionView> Mentions { get; private set; } = new([], null);

    public async Task OnGetAsync(string? cursor, CancellationToken cancellationToken) =>
        Mentions = await read.MentionsAsync(new PageQuery { Cursor = cursor }, cancellationToken);

    /// <summary>Looking at it is what was asked for: it leaves the list, and the picture opens at the note.</summary>
    [Requires(HubAction.Read)]
    public async Task<IActionResult> OnPostOpenAsync(Guid pinId, Guid versionId, CancellationToken cancellationToken)
    {
        await change.SeenAsync(pinId, cancellationToken);
        var at = await db.Versions.Where(v => v.Id == versionId).Join(db.Pins.Where(p => p.Id == pinId), v => v.MainImageId, p => p.MainImageId, (v, p) => new { v.MainImageId, Version = v.Number, Pin = p.Number })
            .SingleOrDefaultAsync(cancellationToken) ?? throw HttpProblems.NotFound.Because();
        return LocalRedirect(string.Create(CultureInfo.InvariantCulture, $"/w/{me.Workspace.Slug}/images/{at.MainImageId}?v={at.Version}#pin-{at.Pin}"));
    }
}
