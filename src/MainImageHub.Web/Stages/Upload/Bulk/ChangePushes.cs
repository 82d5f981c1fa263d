using System.Globalization;
using MainImageHub.Domain;
using MainImageHub.Domain.Deployments;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Upload.Bulk;

/// <summary>
/// Cancels what has not begun, tries again what failed, and rolls back what was sent: of a whole order, as far as the member's stores and
/// brands go. Each listing is asked for by itself, and what cannot be done is said of it alone.
/// </summary>
public sealed class ChangePushes(HubDbContext db, CurrentMember me, JudgePushes judge, ChangeDeployment change, DeploymentOrders deployments, ReadPushes read, WorkQueue queue, TimeProvider clock)
{
    public async Task<PushBatchView> CancelAsync(Guid batchId, CancellationToken cancellationToken)
    {
        var items = await ReachableAsync(batchId, [DeploymentStatus.Scheduled, DeploymentStatus.Queued, DeploymentStatus.Manual], cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var count = await CancelAsync(items, cancellationToken);
        if (count == 0)
        {
            throw BulkPushProblems.NothingWaits.Because();
        }

        db.Audit(me.Actor, "pushes.cancelled", "pushes", batchId, clock.GetUtcNow(), new() { ["count"] = Text(count) });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return await read.OneAsync(batchId, cancellationToken);
    }

    /// <summary>What failed is judged as if it were ordered now, and goes at once where it may.</summary>
    public async Task<PushBatchView> RetryAsync(Guid batchId, CancellationToken cancellationToken)
    {
        var failed = await WishesAsync(await ReachableAsync(batchId, [DeploymentStatus.Failed], cancellationToken), cancellationToken);
        var likes = await judge.LikesAsync(failed.Select(f => f.Wish.Version), cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.HoldPushesAsync([.. failed.Select(f => f.Wish.Image.Id)], cancellationToken);
        // Whoever waited for the lock may find that somebody else has tried them again.
        var again = await WishesAsync(await ReachableAsync(batchId, [DeploymentStatus.Failed], cancellationToken), cancellationToken);
        if (again.Count == 0)
        {
            throw BulkPushProblems.NothingFailed.Because();
        }

        var judged = await judge.LookAsync([.. again.Select(a => a.Wish)], likes, OwnersWord.None, cancellationToken);
        var sent = 0;
        foreach (var ((item, failure, _), push) in again.Zip(judged))
        {
            // A later order for the same place has gone out since: an old picture must not come back by a retry.
            var why = await deployments.IsOvertakenAsync(failure, MainImage.MainSlot, cancellationToken) ? BulkPushProblems.Overtaken.Because() : push.Refusal;
            if (why is not null)
            {
                item.LeaveOut(RowOf(why));
                continue;
            }

            var wish = push.Wish;
            item.Send((push.Same ?? deployments.Add(wish.Image, wish.Target, DeploymentPurpose.Push, wish.Version.Id, wish.Version.AssetId, me.Actor)).Id);
            sent++;
        }

        db.Audit(me.Actor, "pushes.retried", "pushes", batchId, clock.GetUtcNow(), new() { ["count"] = Text(sent) });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        return await read.OneAsync(batchId, cancellationToken);
    }

    /// <summary>What has not begun is cancelled; what the marketplace took gets the rollback that a single push gets.</summary>
    public async Task<PushBatchView> RollBackAsync(Guid batchId, CancellationToken cancellationToken)
    {
        DeploymentStatus[] concerned = [DeploymentStatus.Scheduled, DeploymentStatus.Queued, DeploymentStatus.Manual, DeploymentStatus.Pushing, DeploymentStatus.Accepted, DeploymentStatus.Live];
        var first = await ReachableAsync(batchId, concerned, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.HoldPushesAsync([.. first.Select(i => i.Push.MainImageId).Distinct()], cancellationToken);
        var items = await ReachableAsync(batchId, concerned, cancellationToken);
        var cancelled = await CancelAsync(items, cancellationToken);
        var undone = 0;
        foreach (var (item, push) in items.Where(i => i.Push.Status != DeploymentStatus.Cancelled))
        {
            try
            {
                if (push.Status is not (DeploymentStatus.Live or DeploymentStatus.Accepted))
                {
                    throw BulkPushProblems.BeingSent.Because();
                }

                await change.UndoAsync(push, cancellationToken);
                item.RollBack(null);
                undone++;
            }
            catch (ProblemException refused)
            {
                item.RollBack(RowOf(refused));
            }
        }

        if (items.Count == 0)
        {
            throw BulkPushProblems.NothingToRollBack.Because();
        }

        db.Audit(me.Actor, "pushes.rolledBack", "pushes", batchId, clock.GetUtcNow(), new() { ["count"] = Text(undone + cancelled) });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        return await read.OneAsync(batchId, cancellationToken);
    }

    /// <summary>
    /// The work is taken first: what a worker holds is not among it, and what is taken no worker gets. What a person is to put up by hand
    /// has no work.
    /// </summary>
    private async Task<int> CancelAsync(IReadOnlyList<Reached> items, CancellationToken cancellationToken)
    {
        var ids = items.Where(i => i.Push is { Status: DeploymentStatus.Scheduled or DeploymentStatus.Queued, PushedAt: null }).Select(i => i.Push.Id).ToArray();
        var taken = (await db.Database.SqlQuery<Guid>($"""
            delete from work_item where state = 'waiting' and kind = {DeploymentOrders.PushWork} and subject_id = any({ids})
            returning subject_id as "Value"
            """).ToListAsync(cancellationToken)).ToHashSet();
        var now = clock.GetUtcNow();
        var count = 0;
        foreach (var push in items.Select(i => i.Push).Where(p => p.Status == DeploymentStatus.Manual || taken.Contains(p.Id)))
        {
            // A worker may have had it between the reading and the taking; then nothing of this is saved, and the person asks again.
            await db.Entry(push).ReloadAsync(cancellationToken);
            push.Cancel(now);
            count++;
        }

        return count;
    }

    /// <summary>The items whose last deployment stands so, as it is now, without those that the member may not change.</summary>
    private async Task<List<Reached>> ReachableAsync(Guid batchId, DeploymentStatus[] statuses, CancellationToken cancellationToken)
    {
        if (!await db.PushBatches.AnyAsync(b => b.Id == batchId, cancellationToken))
        {
            throw HttpProblems.NotFound.Because();
        }

        db.ChangeTracker.Clear();
        var found = await db.PushBatchItems.Where(i => i.BatchId == batchId)
            .Join(db.Deployments.Where(d => statuses.Contains(d.Status)), i => i.DeploymentId, d => (Guid?)d.Id, (i, d) => new { Item = i, Push = d })
            .Join(db.Listings, x => x.Push.ListingId, l => l.Id, (x, l) => new { x.Item, x.Push, l.StoreId, l.ProductId })
            .Join(db.Products, x => x.ProductId, p => p.Id, (x, p) => new { x.Item, x.Push, x.StoreId, p.Brand })
            .OrderByDescending(x => x.Item.Id).ToListAsync(cancellationToken);
        return [.. found.Where(x => me.Member.WorksOnStore(x.StoreId) && me.Member.WorksOnBrand(x.Brand)).Select(x => new Reached(x.Item, x.Push))];
    }

    private async Task<List<Failure>> WishesAsync(IReadOnlyList<Reached> items, CancellationToken cancellationToken)
    {
        var (imageIds, versionIds, listingIds) = (items.Select(i => i.Push.MainImageId).ToArray(), items.Select(i => i.Push.VersionId).OfType<Guid>().ToArray(), items.Select(i => i.Push.ListingId).ToArray());
        var images = await db.MainImages.AsNoTracking().Where(i => imageIds.Contains(i.Id)).ToDictionaryAsync(i => i.Id, cancellationToken);
        var versions = await db.Versions.AsNoTracking().Where(v => versionIds.Contains(v.Id)).ToDictionaryAsync(v => v.Id, cancellationToken);
        var targets = await db.Listings.AsNoTracking().Where(l => listingIds.Contains(l.Id)).Join(db.Stores, l => l.StoreId, s => s.Id, (l, s) => new PushTarget(l, s)).ToDictionaryAsync(t => t.Listing.Id, cancellationToken);
        return [.. items.Select(i => new Failure(i.Item, i.Push, new PushWish(images[i.Push.MainImageId], versions[i.Push.VersionId!.Value], targets[i.Push.ListingId], PublishAt: null)))];
    }

    private static DeploymentProblem RowOf(ProblemException why) => new(why.Type.Code, why.Text, null);

    private static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);

    private sealed record Reached(PushBatchItem Item, Deployment Push);

    private sealed record Failure(PushBatchItem Item, Deployment Push, PushWish Wish);
}
