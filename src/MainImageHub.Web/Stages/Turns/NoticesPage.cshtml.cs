using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Design.Pins;
using MainImageHub.Web.Stages.Workspace;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Turns;

/// <summary>What the member was told, and how they want to hear of it by e-mail.</summary>
[Requires(HubAction.Read)]
public sealed class NoticesPageModel(Notices notices, ReadPins pins, Mailer mailer, CurrentMember me, IStringLocalizer<TurnWords> words) : PageModel
{
    private const int CountTo = 100;

    public Page<NoticeView> Told { get; private set; } = new([], null);

    /// <summary>Notes on pictures that call the member by name; they have a list of their own.</summary>
    public int Mentions { get; private set; }

    public bool HasUnread => Told.Items.Any(n => n.ReadAt is null);

    /// <summary>Whether the installation can send mail at all.</summary>
    public bool CanMail => mailer.IsOn;

    public async Task OnGetAsync(string? cursor, CancellationToken cancellationToken)
    {
        Told = await notices.ListAsync(new PageQuery { Cursor = cursor }, cancellationToken);
        Mentions = await pins.CountMentionsAsync(CountTo, cancellationToken);
    }

    /// <summary>Following it is reading it.</summary>
    [Requires(HubAction.Read)]
    public async Task<IActionResult> OnPostOpenAsync(Guid id, Guid? mainImageId, CancellationToken cancellationToken)
    {
        await notices.MarkReadAsync([id], cancellationToken);
        return LocalRedirect($"/w/{me.Workspace.Slug}/{(mainImageId is { } image ? $"images/{image}" : "work")}");
    }

    [Requires(HubAction.Read)]
    public async Task<IActionResult> OnPostReadAsync(CancellationToken cancellationToken)
    {
        await notices.MarkReadAsync(null, cancellationToken);
        return LocalRedirect($"/w/{me.Workspace.Slug}/notices");
    }

    [Requires(HubAction.Read)]
    public async Task<IActionResult> OnPostMailAsync(MailWish mail, CancellationToken cancellationToken)
    {
        await notices.WishAsync(Enum.IsDefined(mail) ? mail : throw HttpProblems.Invalid.Because("mail"), cancellationToken);
        TempData.Alert(words["Saved"]);
        return LocalRedirect($"/w/{me.Workspace.Slug}/notices");
    }
}
