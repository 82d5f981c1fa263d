using System.Globalization;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design.Pins;

/// <summary>
/// Takes the forms of the notes wherever a version is looked at, and leads back there. It has nothing of its own to show:
/// opened by itself, it leads to the version.
/// </summary>
[Requires(HubAction.Read)]
public sealed class PinsPageModel(HubDbContext db, CurrentMember me, ChangePins change) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellationToken) => LocalRedirect(await PageOfAsync(id, cancellationToken));

    /// <param name="id">The version.</param>
    /// <param name="left">Percent of the picture's width.</param>
    /// <param name="top">Percent of its height.</param>
    /// <param name="text">The first comment.</param>
    /// <param name="back">Where the form stood.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    [Requires(HubAction.CommentOnVersions)]
    public async Task<IActionResult> OnPostPutAsync(Guid id, double? left, double? top, string? text, string? back, CancellationToken cancellationToken) =>
        await BackAsync(id, back, await change.PutAsync(id, (left ?? double.NaN) / 100, (top ?? double.NaN) / 100, text, cancellationToken), cancellationToken);

    [Requires(HubAction.CommentOnVersions)]
    public async Task<IActionResult> OnPostAnswerAsync(Guid id, Guid pinId, string? text, string? back, CancellationToken cancellationToken) =>
        await BackAsync(id, back, await change.AnswerAsync(pinId, id, text, cancellationToken), cancellationToken);

    [Requires(HubAction.CommentOnVersions)]
    public async Task<IActionResult> OnPostTakeOverAsync(Guid id, Guid pinId, string? back, CancellationToken cancellationToken) =>
        await BackAsync(id, back, await change.TakeOverAsync(pinId, id, null, cancellationToken), cancellationToken);

    [Requires(HubAction.CommentOnVersions)]
    public async Task<IActionResult> OnPostResolveAsync(Guid id, Guid pinId, string? back, CancellationToken cancellationToken) =>
        await BackAsync(id, back, await change.ResolveAsync(pinId, cancellationToken), cancellationToken);

    [Requires(HubAction.CommentOnVersions)]
    public async Task<IActionResult> OnPostReopenAsync(Guid id, Guid pinId, string? back, CancellationToken cancellationToken) =>
        await BackAsync(id, back, await change.ReopenAsync(pinId, cancellationToken), cancellationToken);

    [Requires(HubAction.CommentOnVersions)]
    public async Task<IActionResult> OnPostWithdrawAsync(Guid id, Guid commentId, string? back, CancellationToken cancellationToken) =>
        await BackAsync(id, back, await change.WithdrawAsync(commentId, cancellationToken), cancellationToken);

    [Requires(HubAction.Read)]
    public async Task<IActionResult> OnPostSeenAsync(Guid id, Guid pinId, string? back, CancellationToken cancellationToken)
    {
        await change.SeenAsync(pinId, cancellationToken);
        var number = await db.Pins.Where(p => p.Id == pinId).Select(p => p.Number).SingleAsync(cancellationToken);
        return await BackAsync(id, back, number, cancellationToken);
    }

    private Task<IActionResult> BackAsync(Guid id, string? back, Pin pin, CancellationToken cancellationToken) => BackAsync(id, back, pin.Number, cancellationToken);

    private async Task<IActionResult> BackAsync(Guid id, string? back, int number, CancellationToken cancellationToken)
    {
        var page = Url.IsLocalUrl(back) ? back : await PageOfAsync(id, cancellationToken);
        return LocalRedirect(string.Create(CultureInfo.InvariantCulture, $"{page}#pin-{number}"));
    }

    private async Task<string> PageOfAsync(Guid id, CancellationToken cancellationToken)
    {
        var version = await db.Versions.Where(v => v.Id == id).Select(v => new { v.MainImageId, v.Number }).SingleOrDefaultAsync(cancellationToken) ?? throw HttpProblems.NotFound.Because();
        return string.Create(CultureInfo.InvariantCulture, $"/w/{me.Workspace.Slug}/images/{version.MainImageId}?v={version.Number}");
    }
}
