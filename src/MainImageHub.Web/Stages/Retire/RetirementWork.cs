using MainImageHub.Domain;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Retirements;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Stages.Upload;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Retire;

/// <summary>
/// Carries a retirement through. It goes by what the ledger says is shown, not by what was pushed: as long as a picture of the main
/// image is seen anywhere, it is not withdrawn.
/// </summary>
public sealed class RetirementWork(HubDbContext db, DeploymentOrders orders, WorkQueue queue, TimeProvider clock) : IWorkHandler
{
    public const string Kind = "retirement.run";

    // A withdrawal that failed is asked for again, but a person may have to do something first.
    private static readonly TimeSpan PatienceAfterFailure = TimeSpan.FromMinutes(30);

    public async Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken)
    {
        var retirement = await db.Retirements.SingleOrDefaultAsync(r => r.Id == task.SubjectId, cancellationToken);
        if (retirement is null or { ArchivedAt: not null })
        {
            return WorkOutcome.Finished;
        }

        var now = clock.GetUtcNow();
        var image = await db.MainImages.SingleAsync(i => i.Id == retirement.MainImageId, cancellationToken);
        var underWay = await db.Deployments.AnyAsync(
            d => d.MainImageId == image.Id && d.Purpose != DeploymentPurpose.Retire
                && (d.Status == DeploymentStatus.Pushing || (d.Status == DeploymentStatus.Queued && d.PushedAt != null) || (d.Status == DeploymentStatus.Accepted && d.Problem == null)),
            cancellationToken);
        if (underWay || (retirement.Live != LiveFate.Keep && await WithdrawAsync(image, retirement, cancellationToken)))
        {
            await db.SaveChangesAsync(cancellationToken);
            await queue.ScheduleAsync(cancellationToken);
            var patience = Math.Clamp((now - retirement.RequestedAt).TotalSeconds / 4, 1, 300);
            return new WorkOutcome.Snooze(now + TimeSpan.FromSeconds(patience));
        }

        image.Retire(new Actor(retirement.RequestedBy, retirement.RequestedByName), now);
        retirement.Archive(now);
        if (retirement.PurgeDueAt is { } due)
        {
            await queue.AddAsync(PurgeWork.Kind, retirement.Id, await db.SkuOfAsync(image.Id, cancellationToken), due, cancellationToken: cancellationToken);
        }

        db.Audit(Actor.Background("retirement"), "mainImage.retired", "mainImage", image.Id, now);
        await db.SaveChangesAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        return WorkOutcome.Finished;
    }

    public async Task GiveUpAsync(WorkTask task, WorkOutcome.Failed why, CancellationToken cancellationToken)
    {
        if (await db.Retirements.SingleOrDefaultAsync(r => r.Id == task.SubjectId, cancellationToken) is { ArchivedAt: null } retirement)
        {
            retirement.Hold(why.Text);
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    /// <summary>True while something is still shown.</summary>
    private async Task<bool> WithdrawAsync(MainImage image, Retirement retirement, CancellationToken cancellationToken)
    {
        var replacement = retirement.ReplaceWithVersionId is { } id ? await db.Versions.SingleAsync(v => v.Id == id, cancellationToken) : null;
        var owner = replacement is null || replacement.MainImageId == image.Id ? image : await db.MainImages.SingleAsync(i => i.Id == replacement.MainImageId, cancellationToken);
        var shown = await db.WhereLiveAsync(image.Id, replacement?.Id, cancellationToken);
        foreach (var target in shown)
        {
            var last = await db.Deployments.AsNoTracking().Where(d => d.ListingId == target.Listing.Id && d.Purpose == DeploymentPurpose.Retire && d.CreatedAt >= retirement.RequestedAt)
                .OrderByDescending(d => d.Id).FirstOrDefaultAsync(cancellationToken);
            if (last is null || IsToBeAskedAgain(last))
            {
                orders.Add(owner, target, DeploymentPurpose.Retire, replacement?.Id, replacement?.AssetId, new Actor(retirement.RequestedBy, retirement.RequestedByName));
            }
            else if (last.Status == DeploymentStatus.Manual)
            {
                retirement.Hold(RetireProblems.ByHand.Text(target.Store.Name));
            }
            else if (last.Problem is { } problem && last.Status is DeploymentStatus.Failed or DeploymentStatus.Accepted)
            {
                retirement.Hold((last.Status == DeploymentStatus.Failed ? RetireProblems.NotSeen : RetireProblems.NotSeenYet).Text(target.Store.Name, problem.Message));
            }
        }

        return shown.Count > 0;
    }

    /// <summary>The picture is shown, and what was last asked for has come to an end: failed, taken in without ever being seen, or seen and come undone since.</summary>
    private bool IsToBeAskedAgain(Deployment last) => last.Status switch
    {
        DeploymentStatus.Superseded or DeploymentStatus.Cancelled => true,
        DeploymentStatus.Accepted => LookWork.DueAt(last) is null,
        DeploymentStatus.Failed or DeploymentStatus.Live or DeploymentStatus.Drifted or DeploymentStatus.RolledBack => last.EndedAt < clock.GetUtcNow() - PatienceAfterFailure,
        _ => false,
    };
}
