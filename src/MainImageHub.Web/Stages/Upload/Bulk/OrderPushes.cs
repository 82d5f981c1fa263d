using System.Globalization;
using MainImageHub.Domain;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Upload.Bulk;

/// <summary>Orders pushes to many listings. The batch and its deployments are one transaction; each is a push like any other from then on.</summary>
public sealed class OrderPushes(
    HubDbContext db, CurrentMember me, PlanPushes plan, DeploymentOrders deployments, ReadPushes read, WorkQueue queue, RequestClaim claim, PlaceNames names, TimeProvider clock)
{
    private const int Named = 10;

    /// <param name="wanted">What and when.</param>
    /// <param name="requestId">The same for the same order, however often it arrives.</param>
    /// <param name="othersToo">Whoever asks knows that more may change than was asked for.</param>
    /// <param name="cancellationToken">Ends the request; nothing is ordered then.</param>
    public async Task<PushBatchView> RunAsync(PushesWanted wanted, Guid requestId, bool othersToo, CancellationToken cancellationToken)
    {
        if (await FindAsync(requestId, cancellationToken) is { } before)
        {
            return before;
        }

        // Before the transaction: pictures may have to be compared.
        var drafts = await plan.DraftAsync(wanted, cancellationToken);
        var likes = await plan.LikesAsync(drafts, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // The request holds itself as well, so that the same one waits here whatever it names.
        await db.HoldPushesAsync([requestId, .. drafts.Select(d => d.Image?.Id).OfType<Guid>()], cancellationToken);
        if (await FindAsync(requestId, cancellationToken) is { } meanwhile)
        {
            return meanwhile;
        }

        var planned = await plan.JudgeAsync(wanted, await plan.DraftAsync(wanted, cancellationToken), likes, cancellationToken);
        if (planned.Going == 0)
        {
            throw BulkPushProblems.NothingGoes.Because();
        }

        if (planned.NeedsYes && !othersToo)
        {
            throw BulkPushProblems.OthersToo.Because(WhatElse(planned));
        }

        var now = clock.GetUtcNow();
        var batch = new PushBatch { WorkspaceId = me.WorkspaceId, RequestId = requestId, RequestedBy = me.Actor.MemberId, RequestedByName = me.Actor.Name, CreatedAt = now };
        db.PushBatches.Add(batch);
        // Read newest first, so that the list stays as it was planned.
        db.PushBatchItems.AddRange(planned.Items.Select((item, at) => ItemOf(batch, item, Guid.CreateVersion7(now.AddMilliseconds(-at)))));
        db.Audit(me.Actor, "pushes.ordered", "pushes", batch.Id, now, new() { ["count"] = planned.Going.ToString(CultureInfo.InvariantCulture) });
        await db.SaveChangesAsync(cancellationToken);
        var view = await read.OneAsync(batch.Id, cancellationToken);
        await claim.KeepAsync(StatusCodes.Status202Accepted, view, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        return view;
    }

    private async Task<PushBatchView?> FindAsync(Guid requestId, CancellationToken cancellationToken) =>
        await db.PushBatches.Where(b => b.RequestId == requestId).Select(b => (Guid?)b.Id).SingleOrDefaultAsync(cancellationToken) is { } id ? await read.OneAsync(id, cancellationToken) : null;

    private PushBatchItem ItemOf(PushBatch batch, PlannedPush planned, Guid id)
    {
        var item = new PushBatchItem { Id = id, WorkspaceId = batch.WorkspaceId, BatchId = batch.Id, ListingId = planned.ListingId, VersionId = planned.VersionId, LiveBy = planned.LiveBy };
        if (planned.Problem is { } problem)
        {
            item.LeaveOut(new DeploymentProblem(problem.Code, problem.Message, null));
        }
        else
        {
            var wish = planned.Wish!;
            item.Send(deployments.Add(wish.Image, wish.Target, DeploymentPurpose.Push, wish.Version.Id, wish.Version.AssetId, me.Actor, wish.PublishAt).Id);
        }

        return item;
    }

    private LocalText WhatElse(PushPlan planned)
    {
        List<string> all = [.. planned.Others.Select(o => $"{names.Site(o.Site)} {o.StoreName} {o.Sku}"), .. planned.Contradictions.Select(c => $"{c.Sku} {string.Join(" / ", c.Sites.Select(names.Site))}")];
        var rest = all.Count > Named ? all.Count - Named : 0;
        var some = all.Take(Named).ToList();
        return new(string.Join(", ", some) + (rest > 0 ? $" and {rest} more" : ""), string.Join("、", some) + (rest > 0 ? $" 等，另有 {rest} 个" : ""));
    }
}
