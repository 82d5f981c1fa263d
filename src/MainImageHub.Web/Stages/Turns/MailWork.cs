using System.Security.Cryptography;
using System.Text;
using MailKit.Net.Smtp;
using MainImageHub.Domain;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Hosting;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using MimeKit;

namespace MainImageHub.Web.Stages.Turns;

/// <summary>
/// One mail to one member with everything they were told and have not read, and that is still so. The rows decide whether there is anything to send:
/// what a server took is noted at once, so only a kill between its word and that note sends the same mail twice, and then under the same message id.
/// </summary>
public sealed class MailWork(HubDbContext db, SystemDbContext system, ReadTurns read, AuditNames names, Mailer mailer, SimulatorOrigin origin, HubOptions hub, TimeProvider clock) : IWorkHandler
{
    public const string Kind = "work.mail";

    private const int MostAtOnce = 200;

    /// <summary>What is older is no news: the server was away, or mail was switched on today.</summary>
    private static readonly TimeSpan News = TimeSpan.FromDays(2);

    public static readonly ProblemType NotTaken = new("mail.notTaken", ProblemKind.Unavailable,
        "The mail server did not take the mail: {0} It is tried again; check the Hub__Mail settings if it stays.",
        "邮件服务器未接收邮件：{0} 系统会自动重试；若持续失败，请检查 Hub__Mail 设置。");

    public async Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken)
    {
        if (!mailer.IsOn || await db.Members.AsNoTracking().SingleOrDefaultAsync(m => m.Id == task.SubjectId && m.DeactivatedAt == null, cancellationToken) is not { Mail: not MailWish.Never } member)
        {
            return WorkOutcome.Finished;
        }

        var workspace = await db.Workspaces.AsNoTracking().SingleAsync(cancellationToken);
        var zone = Notices.ZoneOf(member, workspace.TimeZone);
        var now = clock.GetUtcNow();
        if (member.Mail == MailWish.Daily && await db.Notices.Where(n => n.MemberId == member.Id).MaxAsync(n => n.MailedAt, cancellationToken) >= Notices.LastMorning(now, zone))
        {
            return new WorkOutcome.Snooze(Notices.NextMorning(now, zone));
        }

        var since = now - News;
        var unread = await db.Notices.Where(n => n.MemberId == member.Id && n.ReadAt == null && n.MailedAt == null && n.ToldAt > since).OrderBy(n => n.Id).Take(MostAtOnce).ToListAsync(cancellationToken);
        var news = await StillSoAsync(unread, member, cancellationToken);
        if (news.Count == 0)
        {
            return WorkOutcome.Finished;
        }

        var culture = await system.Users.Where(u => u.Id == member.UserId).Select(u => u.Culture).SingleOrDefaultAsync(cancellationToken) ?? "en";
        var called = await names.OfImagesAsync([.. news.Select(n => n.MainImageId).OfType<Guid>().Distinct()], cancellationToken);
        var address = (hub.PublicUrl ?? origin.Own) is { } root ? new Uri(root, $"/w/{workspace.Slug}/notices").AbsoluteUri : null;
        var (subject, text) = MailText.Of(news, called, workspace.Name, address, culture);
        try
        {
            await mailer.SendAsync(new MailboxAddress(member.Name, member.Email), subject, text, IdOf(news), cancellationToken);
        }
        catch (SmtpCommandException e) when (e.ErrorCode == SmtpErrorCode.RecipientNotAccepted && (int)e.StatusCode >= 500)
        {
            // No later try would change the address.
            return new WorkOutcome.Failed(NotTaken.Code, NotTaken.Text(e.Message));
        }
        catch (Exception e) when (Mailer.IsTrouble(e) && !cancellationToken.IsCancellationRequested)
        {
            return new WorkOutcome.Retry(NotTaken.Code, NotTaken.Text(e.Message));
        }

        foreach (var notice in news)
        {
            notice.MailedAt = clock.GetUtcNow();
        }

        await db.SaveChangesAsync(CancellationToken.None);
        return WorkOutcome.Finished;
    }

    /// <summary>Without what was done, put off or given to somebody else since.</summary>
    private async Task<List<Notice>> StillSoAsync(List<Notice> unread, Member member, CancellationToken cancellationToken)
    {
        var about = unread.Where(n => n.Kind != NoticeKind.HandedOver).Select(n => n.MainImageId).OfType<Guid>().Distinct().ToList();
        var board = await read.ReadAsync(about, cancellationToken);
        var person = new Domain.Lifecycle.TeamMember(member.Id, member.Role);
        var turns = board.Rows.Where(r => r.Turn.IsFor(person)).ToDictionary(r => r.MainImageId, r => r.Turn);
        return unread.FindAll(n => n.Kind == NoticeKind.HandedOver || (n.MainImageId is { } id && turns.TryGetValue(id, out var turn) && Notice.KeyOf(n.Kind, id, turn) == n.Key));
    }

    private static string IdOf(List<Notice> news) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join(' ', news.Select(n => n.Id)))))[..32];
}
