using MainImageHub.Domain.Rules;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>Asks which live pictures will break a rule on a day to come, and finds what was answered.</summary>
public sealed class RuleOutlooks(HubDbContext db, CurrentMember me, WorkQueue queue, TimeProvider clock)
{
    /// <summary>Old answers are of no use: the pictures have changed since.</summary>
    private const int Kept = 20;

    private const int FarthestYears = 5;

    /// <summary>The same question that is still being answered is not asked twice.</summary>
    public async Task<RuleOutlook> AskAsync(DateOnly? on, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        if (on is not { } day || day < today || day > today.AddYears(FarthestYears))
        {
            throw WorkspaceProblems.OutlookDay.Because(today.ToString("O", System.Globalization.CultureInfo.InvariantCulture), FarthestYears);
        }

        if (await db.RuleOutlooks.FirstOrDefaultAsync(o => o.On == day && o.EndedAt == null, cancellationToken) is { } open)
        {
            return open;
        }

        var outlook = new RuleOutlook { WorkspaceId = me.WorkspaceId, On = day, RequestedBy = me.Actor.Name, CreatedAt = now };
        var old = await db.RuleOutlooks.Where(o => o.EndedAt != null).OrderByDescending(o => o.Id).Skip(Kept - 1).ToListAsync(cancellationToken);
        db.RuleOutlooks.RemoveRange(old);
        db.RuleOutlooks.Add(outlook);
        await queue.AddAsync(OutlookWork.Kind, outlook.Id, day.ToString("O", System.Globalization.CultureInfo.InvariantCulture), cancellationToken: cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        return outlook;
    }

    public async Task<RuleOutlook> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await db.RuleOutlooks.AsNoTracking().SingleOrDefaultAsync(o => o.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because();
}
