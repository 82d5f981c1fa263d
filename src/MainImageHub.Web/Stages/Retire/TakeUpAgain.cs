using MainImageHub.Domain.Deployments;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Retire;

/// <summary>
/// The way back from a retirement, under way or done, as long as its files are there. What was already sent to a marketplace goes to
/// its end, and what was withdrawn stays withdrawn until somebody pushes. That it was retired stays in the history.
/// </summary>
public sealed class TakeUpAgain(HubDbContext db, CurrentMember member, TimeProvider clock)
{
    // A purge that is about to begin is not raced with.
    private static readonly TimeSpan BeforePurge = TimeSpan.FromHours(1);

    public async Task HandleAsync(Guid mainImageId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('push'), hashtext({mainImageId.ToString()}))", cancellationToken);
        var image = await db.MainImages.SingleOrDefaultAsync(i => i.Id == mainImageId, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        await member.RequireImageAsync(db, image.Id, cancellationToken);
        await member.RequireEveryStoreOfAsync(db, image, cancellationToken);
        var retirement = await db.Retirements.SingleOrDefaultAsync(r => r.MainImageId == image.Id, cancellationToken) ?? throw RetireProblems.NotRetired.Because();
        if (retirement.PurgedAt is not null || retirement.PurgeDueAt < now + BeforePurge)
        {
            throw RetireProblems.FilesGone.Because();
        }

        if (await db.MainImages.FirstOrDefaultAsync(i => i.Id != image.Id && i.ProductId == image.ProductId && i.ScopeKey == image.ScopeKey && i.Slot == image.Slot && i.RetiredAt == null, cancellationToken) is { } other)
        {
            throw RetireProblems.PlaceTaken.Because(other.Id);
        }

        foreach (var waiting in await db.WithdrawalsOf(retirement)
            .Where(d => d.PushedAt == null && (d.Status == DeploymentStatus.Scheduled || d.Status == DeploymentStatus.Queued || d.Status == DeploymentStatus.Manual)).ToListAsync(cancellationToken))
        {
            waiting.Cancel(now);
        }

        image.TakeUpAgain(member.Actor, now);
        db.Retirements.Remove(retirement);
        db.Audit(member.Actor, "mainImage.takenUpAgain", "mainImage", image.Id, now, new(StringComparer.Ordinal) { ["reason"] = retirement.Reason });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
