using System.Globalization;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Turns;

/// <summary>What members are told: noted once each, read by them, and mailed as they wish.</summary>
public sealed class Notices(HubDbContext db, CurrentMember me, AuditNames names, WorkQueue queue, Mailer mailer, TimeProvider clock)
{
    /// <summary>When the digest goes out, by the member's clock.</summary>
    public static readonly TimeOnly Morning = new(8, 0);

    public async Task<Page<NoticeView>> ListAsync(PageQuery page, CancellationToken cancellationToken)
    {
        var before = page.Before;
        var rows = await db.Notices.AsNoTracking().Where(n => n.MemberId == me.Id && n.Id < before).OrderByDescending(n => n.Id).Take(page.Take + 1).ToListAsync(cancellationToken);
        var called = await names.OfImagesAsync([.. rows.Select(n => n.MainImageId).OfType<Guid>().Distinct()], cancellationToken);
        return page.Cut<NoticeView>([.. rows.Select(n => new NoticeView(n.Id, n.Kind, n.MainImageId, n.MainImageId is { } id ? called.GetValueOrDefault(id) : null, n.Step, n.DueOn, n.Count, n.ByName, n.ToldAt, n.ReadAt))], n => n.Id);
    }

    public Task<int> CountUnreadAsync(int countTo, CancellationToken cancellationToken) =>
        db.Notices.Where(n => n.MemberId == me.Id && n.ReadAt == null).Take(countTo).CountAsync(cancellationToken);

    /// <param name="ids">Of the member's own; null for all of them.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public Task MarkReadAsync(IReadOnlyList<Guid>? ids, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var unread = db.Notices.Where(n => n.MemberId == me.Id && n.ReadAt == null);
        return (ids is null ? unread : unread.Where(n => ids.Contains(n.Id))).ExecuteUpdateAsync(set => set.SetProperty(n => n.ReadAt, now), cancellationToken);
    }

    /// <summary>Tells whoever takes over; what somebody takes themselves they know. To be saved with the change itself.</summary>
    public async Task HandedOverAsync(Member receiver, IReadOnlyList<(Guid MainImageId, Turn Turn)> given, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (receiver.Id == me.Id)
        {
            return;
        }

        db.Notices.Add(new Notice
        {
            WorkspaceId = receiver.WorkspaceId,
            MemberId = receiver.Id,
            Kind = NoticeKind.HandedOver,
            MainImageId = given is [var (one, _)] ? one : null,
            Step = given is [var (_, turn)] ? turn.Step : null,
            DueOn = given.Min(g => g.Turn.DueOn),
            Count = given.Count,
            ByName = me.Name,
            Key = string.Create(CultureInfo.InvariantCulture, $"{NoticeKind.HandedOver}:{Guid.CreateVersion7():n}"),
            ToldAt = now,
        });
        await PlanMailAsync(receiver, me.Workspace, now, cancellationToken);
    }

    /// <summary>Orders the mail that tells a member what they have not read by then. To be saved with the notices. People of a demo are made up, and so are their addresses.</summary>
    public async Task PlanMailAsync(Member member, Domain.Workspaces.Workspace workspace, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (mailer.IsOn && member.Mail != MailWish.Never && !workspace.IsDemo)
        {
            var due = member.Mail == MailWish.AtOnce ? now : NextMorning(now, ZoneOf(member, workspace.TimeZone));
            await queue.AddAsync(MailWork.Kind, member.Id, member.Name, due, cancellationToken: cancellationToken);
        }
    }

    /// <summary>How the member wants to hear by e-mail from now on. A mail that waits is looked at again: it goes, stays or comes to nothing as they wish now.</summary>
    public async Task WishAsync(MailWish wish, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var member = await db.Members.SingleAsync(m => m.Id == me.Id, cancellationToken);
        member.Mail = wish;
        foreach (var waiting in await db.WorkItems.Where(w => w.Kind == MailWork.Kind && w.SubjectId == member.Id && w.State == WorkState.Waiting).ToListAsync(cancellationToken))
        {
            waiting.DueAt = wish == MailWish.Daily ? NextMorning(now, ZoneOf(member, me.Workspace.TimeZone)) : now;
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>After the rows are committed.</summary>
    public Task SentAsync(CancellationToken cancellationToken) => queue.ScheduleAsync(cancellationToken);

    public static TimeZoneInfo ZoneOf(Member member, string workspaceZone) => TimeZoneInfo.FindSystemTimeZoneById(member.TimeZone ?? workspaceZone);

    public static DateTimeOffset NextMorning(DateTimeOffset now, TimeZoneInfo zone)
    {
        var last = LastMorning(now, zone);
        return MorningOf(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(last, zone).DateTime).AddDays(1), zone);
    }

    /// <summary>The latest one that is over.</summary>
    public static DateTimeOffset LastMorning(DateTimeOffset now, TimeZoneInfo zone)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        return MorningOf(today, zone) is var morning && morning <= now ? morning : MorningOf(today.AddDays(-1), zone);
    }

    private static DateTimeOffset MorningOf(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(Morning);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}

/// <param name="Name">What the main image is called; absent where it is about several.</param>
/// <param name="Count">How many main images it is about.</param>
/// <param name="By">Who brought it about; absent for the calendar.</param>
public sealed record NoticeView(Guid Id, NoticeKind Kind, Guid? MainImageId, string? Name, WorkflowStep? Step, DateOnly? DueOn, int Count, string? By, DateTimeOffset ToldAt, DateTimeOffset? ReadAt);
