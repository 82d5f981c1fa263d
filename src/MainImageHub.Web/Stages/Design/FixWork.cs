using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design;

/// <summary>
/// <c>version.fix</c>: repairs one picture of an order. The new version and the word that it was made are one transaction, so that a
/// process that dies in between leaves either both or neither; until then there are only bytes that nobody speaks of.
/// </summary>
public sealed class FixWork(HubDbContext db, MakeRepair make, SubmitVersion submit, WorkQueue queue, TimeProvider clock) : IWorkHandler
{
    public const string Kind = "version.fix";

    public async Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken)
    {
        if (await db.FixBatchItems.AsNoTracking().SingleOrDefaultAsync(i => i.Id == task.SubjectId, cancellationToken) is not { Status: FixItemStatus.Waiting } item)
        {
            return WorkOutcome.Finished;
        }

        try
        {
            await RepairAsync(item, cancellationToken);
        }
        catch (ProblemException refused) when (refused.Type.Kind == ProblemKind.Unavailable || refused.Type == DesignProblems.JustPurged)
        {
            return new WorkOutcome.Retry(refused.Type.Code, refused.Text);
        }
        catch (ProblemException refused)
        {
            await EndAsync(item, FixItemStatus.Failed, new(refused.Type.Code, refused.Text), cancellationToken);
        }

        return WorkOutcome.Finished;
    }

    public async Task GiveUpAsync(WorkTask task, WorkOutcome.Failed why, CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        if (await db.FixBatchItems.AsNoTracking().SingleOrDefaultAsync(i => i.Id == task.SubjectId, cancellationToken) is { Status: FixItemStatus.Waiting } item)
        {
            var discarded = why.Code == WorkProblems.Discarded.Code;
            await EndAsync(item, discarded ? FixItemStatus.Cancelled : FixItemStatus.Failed, new(why.Code, why.Text), cancellationToken);
        }
    }

    public async Task<bool> ReviveAsync(Guid subjectId, CancellationToken cancellationToken)
    {
        var item = await db.FixBatchItems.SingleOrDefaultAsync(i => i.Id == subjectId && i.Status == FixItemStatus.Failed
            && !db.FixBatchItems.Any(o => o.MainImageId == i.MainImageId && o.Status == FixItemStatus.Waiting), cancellationToken);
        item?.Reopen();
        return item is not null;
    }

    private async Task RepairAsync(FixBatchItem item, CancellationToken cancellationToken)
    {
        var batch = await db.FixBatches.AsNoTracking().SingleAsync(b => b.Id == item.BatchId, cancellationToken);
        var version = await db.Versions.AsNoTracking().SingleAsync(v => v.Id == item.VersionId, cancellationToken);
        if (await OvertakenAsync(version, cancellationToken) is { } overtaken)
        {
            await EndAsync(item, FixItemStatus.Skipped, overtaken, cancellationToken);
            return;
        }

        // As they are now: a rule may have changed since the order.
        var reports = PlanFixes.Count(await db.VersionCompliance.AsNoTracking().Where(c => c.VersionId == version.Id).Select(c => c.Report).ToListAsync(cancellationToken), batch.Marketplace);
        var offered = MakeRepair.Offered(reports);
        List<string> fixes = [.. item.Fixes.Where(offered.Contains)];
        if (fixes.Count == 0)
        {
            await EndAsync(item, FixItemStatus.Nothing, null, cancellationToken);
            return;
        }

        var made = await make.RunAsync(version, reports, fixes, cancellationToken);
        await using var transaction = await db.HoldAsync(item.MainImageId, cancellationToken);
        var row = await db.FixBatchItems.SingleAsync(i => i.Id == item.Id, cancellationToken);
        if (row.Status != FixItemStatus.Waiting)
        {
            return;
        }

        var now = clock.GetUtcNow();
        if (await OvertakenAsync(version, cancellationToken) is { } meanwhile)
        {
            // Handed in while this was rendered: a person's newer picture is not pushed aside by the machine's.
            row.End(FixItemStatus.Skipped, meanwhile, now);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return;
        }

        var next = await submit.AddAsync(item.MainImageId, made.File, batch.Asker, cancellationToken);
        row.Made(next.Id, now);
        db.Audit(batch.Asker, "version.fixed", "version", version.Id, now, made.Details());
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
    }

    /// <summary>Somebody handed in a newer version, or the picture was retired, while this one waited for its turn.</summary>
    private async Task<VersionProblem?> OvertakenAsync(ImageVersion version, CancellationToken cancellationToken)
    {
        if (await db.MainImages.AnyAsync(i => i.Id == version.MainImageId && i.RetirementRequestedAt != null, cancellationToken))
        {
            return new(FixProblems.Retiring.Code, FixProblems.Retiring.Text());
        }

        var newest = await db.Versions.Where(v => v.MainImageId == version.MainImageId && v.Status != VersionStatus.Rejected && v.Decision != ReviewDecision.Rejected).MaxAsync(v => (int?)v.Number, cancellationToken) ?? 0;
        return newest > version.Number ? new(FixProblems.NewerVersion.Code, FixProblems.NewerVersion.Text(newest)) : null;
    }

    private async Task EndAsync(FixBatchItem item, FixItemStatus status, VersionProblem? problem, CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        await using var transaction = await db.HoldAsync(item.MainImageId, cancellationToken);
        var row = await db.FixBatchItems.SingleAsync(i => i.Id == item.Id, cancellationToken);
        if (row.Status == FixItemStatus.Waiting)
        {
            row.End(status, problem, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
    }
}
