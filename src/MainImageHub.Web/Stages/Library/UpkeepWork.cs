using MainImageHub.Domain.Images;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Library;

/// <summary>A few pictures at a time, behind those that come in.</summary>
public abstract class UpkeepWork(HubDbContext db, SystemDbContext system, TimeProvider clock) : IWorkHandler
{
    private static readonly TimeSpan AfterUploads = TimeSpan.FromSeconds(20);

    protected HubDbContext Db => db;

    protected TimeProvider Clock => clock;

    public async Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken)
    {
        if (await db.PictureUpkeeps.SingleOrDefaultAsync(u => u.Id == task.SubjectId, cancellationToken) is not { HasEnded: false } upkeep)
        {
            return WorkOutcome.Finished;
        }

        var now = clock.GetUtcNow();
        // Whoever's pictures wait: the machine is one.
        if (await system.WorkItems.AnyAsync(w => w.Group == WorkGroups.Imaging && w.State == WorkState.Waiting && w.DueAt <= now, cancellationToken))
        {
            return new WorkOutcome.Snooze(now + AfterUploads);
        }

        await StepAsync(upkeep, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return upkeep.HasEnded ? WorkOutcome.Finished : new WorkOutcome.Snooze(clock.GetUtcNow(), HasProgressed: true);
    }

    public async Task GiveUpAsync(WorkTask task, WorkOutcome.Failed why, CancellationToken cancellationToken)
    {
        if (await db.PictureUpkeeps.SingleOrDefaultAsync(u => u.Id == task.SubjectId, cancellationToken) is { HasEnded: false } upkeep)
        {
            upkeep.Fail(why.Text, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    public async Task<bool> ReviveAsync(Guid subjectId, CancellationToken cancellationToken)
    {
        var upkeep = await db.PictureUpkeeps.SingleOrDefaultAsync(u => u.Id == subjectId && u.Problem != null, cancellationToken);
        upkeep?.Reopen();
        return upkeep is not null;
    }

    /// <summary>Does the next few and notes how far it is. The caller saves.</summary>
    protected abstract Task StepAsync(PictureUpkeep upkeep, CancellationToken cancellationToken);
}
