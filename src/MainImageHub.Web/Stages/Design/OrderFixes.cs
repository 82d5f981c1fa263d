using System.Globalization;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MainImageHub.Web.Stages.Design;

/// <summary>Orders repairs of many pictures, stops what has not begun, and tries again what failed. Each picture is a row and a piece of work of its own.</summary>
public sealed class OrderFixes(HubDbContext db, CurrentMember me, PlanFixes plan, RuleBook rules, WorkQueue queue, TimeProvider clock)
{
    public const int MaxAttempts = 5;

    public async Task<FixBatch> RunAsync(IReadOnlyCollection<Guid> mainImageIds, string? marketplace, CancellationToken cancellationToken)
    {
        marketplace = Known(marketplace);
        var planned = await plan.LookAsync(mainImageIds, marketplace, cancellationToken);
        if (planned.Repairable == 0)
        {
            throw FixProblems.NothingToDo.Because();
        }

        var now = clock.GetUtcNow();
        var batch = new FixBatch { WorkspaceId = me.WorkspaceId, Marketplace = marketplace, RequestedBy = me.Actor.MemberId, RequestedByName = me.Actor.Name, CreatedAt = now };
        db.FixBatches.Add(batch);
        var items = planned.Items.Select(p => (Row: Row(batch, p, now), p.Sku)).ToList();
        db.FixBatchItems.AddRange(items.Select(i => i.Row));
        db.Audit(me.Actor, "fixes.ordered", "fixes", batch.Id, now, new() { ["count"] = planned.Repairable.ToString(CultureInfo.InvariantCulture) });
        queue.AddNew(FixWork.Kind, items.Where(i => i.Row.Status == FixItemStatus.Waiting).Select(i => new NewWork(i.Row.Id, i.Sku)), MaxAttempts);
        await SaveAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        return batch;
    }

    /// <summary>Null for all marketplaces.</summary>
    public string? Known(string? marketplace)
    {
        if (string.IsNullOrWhiteSpace(marketplace))
        {
            return null;
        }

        return rules.OneSiteEach(clock.GetUtcNow()).Any(m => m.Site.Marketplace == marketplace) ? marketplace : throw DesignProblems.UnknownProfile.Because(marketplace);
    }

    /// <summary>What is being made this moment goes on; the rest is left as it is.</summary>
    public async Task<FixBatch> CancelAsync(Guid batchId, CancellationToken cancellationToken)
    {
        var batch = await MineAsync(batchId, cancellationToken);
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // The work is taken first: what a worker holds is not among it, and what is taken no worker gets.
        var taken = await db.Database.SqlQuery<Guid>($"""
            update work_item set state = 'discarded', ended_at = {now}
            where state = 'waiting' and kind = {FixWork.Kind} and subject_id in (select id from fix_batch_item where batch_id = {batchId} and status = 'waiting')
            returning subject_id as "Value"
            """).ToListAsync(cancellationToken);
        if (taken.Count == 0)
        {
            throw FixProblems.NothingWaits.Because();
        }

        foreach (var item in await db.FixBatchItems.Where(i => taken.Contains(i.Id) && i.Status == FixItemStatus.Waiting).ToListAsync(cancellationToken))
        {
            item.End(FixItemStatus.Cancelled, null, now);
        }

        batch.Cancel(now);
        db.Audit(me.Actor, "fixes.cancelled", "fixes", batch.Id, now, new() { ["count"] = taken.Count.ToString(CultureInfo.InvariantCulture) });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return batch;
    }

    /// <summary>What failed or was stopped, unless the picture waits in another order or has got a newer version since.</summary>
    public async Task<FixBatch> RetryAsync(Guid batchId, CancellationToken cancellationToken)
    {
        var batch = await MineAsync(batchId, cancellationToken);
        var now = clock.GetUtcNow();
        var items = await db.FixBatchItems.Where(i => i.BatchId == batchId && (i.Status == FixItemStatus.Failed || i.Status == FixItemStatus.Cancelled)
            && !db.FixBatchItems.Any(o => o.MainImageId == i.MainImageId && o.Status == FixItemStatus.Waiting)).ToListAsync(cancellationToken);
        if (items.Count == 0)
        {
            throw FixProblems.NothingFailed.Because();
        }

        // Reach may have changed since the order, the member's or a picture's.
        var ordered = items.Select(i => i.MainImageId).ToList();
        var mine = await db.MainImages.WithinReachOf(me, db).Where(i => ordered.Contains(i.Id)).Select(i => i.Id).ToListAsync(cancellationToken);
        if (items.RemoveAll(i => !mine.Contains(i.MainImageId)) > 0 && items.Count == 0)
        {
            throw FixProblems.NotYours.Because();
        }

        var images = items.Select(i => i.MainImageId).ToList();
        var skus = await db.MainImages.Where(i => images.Contains(i.Id)).Join(db.Products, i => i.ProductId, p => p.Id, (i, p) => new { i.Id, p.Sku }).ToDictionaryAsync(i => i.Id, i => i.Sku, cancellationToken);
        items.ForEach(i => i.Reopen());
        batch.Reopen();
        db.Audit(me.Actor, "fixes.retried", "fixes", batch.Id, now, new() { ["count"] = items.Count.ToString(CultureInfo.InvariantCulture) });
        queue.AddNew(FixWork.Kind, items.Select(i => new NewWork(i.Id, skus[i.MainImageId])), MaxAttempts);
        await SaveAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        return batch;
    }

    private async Task<FixBatch> MineAsync(Guid batchId, CancellationToken cancellationToken)
    {
        var batch = await db.FixBatches.SingleOrDefaultAsync(b => b.Id == batchId, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        return batch.RequestedBy == me.Id || !me.Member.IsNarrowed ? batch : throw FixProblems.NotYours.Because();
    }

    /// <summary>The database lets a main image wait in one order only.</summary>
    private async Task SaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            throw FixProblems.JustOrdered.Because();
        }
    }

    private static FixBatchItem Row(FixBatch batch, PlannedFix planned, DateTimeOffset now)
    {
        var row = new FixBatchItem
        {
            WorkspaceId = batch.WorkspaceId,
            BatchId = batch.Id,
            MainImageId = planned.MainImageId,
            VersionId = planned.VersionId,
            Status = FixItemStatus.Waiting,
            Fixes = planned.Fixes,
            Left = planned.Left,
        };
        if (planned.Status != FixItemStatus.Waiting)
        {
            row.End(planned.Status, planned.Problem, now);
        }

        return row;
    }
}
