using MainImageHub.Domain;
using MainImageHub.Domain.Deployments;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Upload;

/// <summary>Takes back a deployment: before it was sent by cancelling it, afterwards by putting back what was live before.</summary>
public sealed class ChangeDeployment(HubDbContext db, CurrentMember member, DeploymentOrders orders, WorkQueue queue, TimeProvider clock)
{
    public async Task<Deployment> CancelAsync(Guid id, CancellationToken cancellationToken)
    {
        var deployment = await FindAsync(id, cancellationToken);
        if (deployment is { Purpose: DeploymentPurpose.Retire, IsEnded: false })
        {
            throw UploadProblems.BelongsToRetirement.Because();
        }

        deployment.Cancel(clock.GetUtcNow());
        db.Audit(member.Actor, "deployment.cancelled", "deployment", id, clock.GetUtcNow());

        // What waits to be sent waits no longer; what runs at this moment finds the deployment cancelled.
        db.WorkItems.RemoveRange(await db.WorkItems.Where(w => w.Kind == DeploymentOrders.PushWork && w.SubjectId == id && w.State == WorkState.Waiting).ToListAsync(cancellationToken));
        await db.SaveChangesAsync(cancellationToken);
        return deployment;
    }

    /// <summary>The rollback is a deployment of its own; the one it undoes counts as rolled back when the old picture is seen live.</summary>
    public async Task<Deployment> RollBackAsync(Guid id, CancellationToken cancellationToken)
    {
        var deployment = await FindAsync(id, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.HoldPushesAsync(deployment.MainImageId, cancellationToken);
        // Who waited for the lock may find that the one before has changed it.
        await db.Entry(deployment).ReloadAsync(cancellationToken);
        var rollback = await UndoAsync(deployment, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        return rollback;
    }

    /// <summary>The rollback that is under way, or one that is begun. The caller holds the pushes of the main image, and saves.</summary>
    internal async Task<Deployment> UndoAsync(Deployment deployment, CancellationToken cancellationToken)
    {
        var underWay = await db.Deployments.FirstOrDefaultAsync(
            d => d.RollsBackId == deployment.Id && d.Status != DeploymentStatus.Failed && d.Status != DeploymentStatus.Cancelled && d.Status != DeploymentStatus.Superseded, cancellationToken);
        if (underWay is not null)
        {
            return underWay;
        }

        if (deployment.Status is not (DeploymentStatus.Live or DeploymentStatus.Accepted or DeploymentStatus.Drifted))
        {
            throw LifecycleProblems.DeploymentEnded.Because(deployment.Status);
        }

        if (deployment.BeforeAssetId is null)
        {
            throw LifecycleProblems.NothingToRollBack.Because();
        }

        var target = await orders.TargetAsync(deployment.ListingId, cancellationToken);
        if (!target.Store.AllowPush)
        {
            throw UploadProblems.ReadOnlyStore.Because(target.Store.Name);
        }

        await orders.RequireNoTestAsync([deployment.ListingId], cancellationToken);
        // Neither brought back to life by what it was once replaced with, nor by undoing what replaced it.
        if (await db.MainImages.AnyAsync(i => i.RetirementRequestedAt != null
            && (i.Id == deployment.MainImageId || db.Versions.Any(v => v.Id == deployment.BeforeVersionId && v.MainImageId == i.Id)), cancellationToken))
        {
            throw LifecycleProblems.Retiring.Because();
        }

        var image = await db.MainImages.SingleAsync(i => i.Id == deployment.MainImageId, cancellationToken);
        return orders.Add(image, target, DeploymentPurpose.Rollback, deployment.BeforeVersionId, deployment.BeforeAssetId, member.Actor, rollsBackId: deployment.Id);
    }

    /// <summary>A person has put the picture up. That is their word, not yet seen: the looks begin.</summary>
    public async Task<Deployment> PutUpAsync(Guid id, CancellationToken cancellationToken)
    {
        var deployment = await FindAsync(id, cancellationToken);
        var now = clock.GetUtcNow();
        deployment.PutUp(member.Actor, now);
        db.Audit(member.Actor, "deployment.putUp", "deployment", id, now);

        // A look that an earlier word left for later comes at once.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.WorkItems.Where(w => w.Kind == DeploymentOrders.LookWork && w.SubjectId == id && w.State == WorkState.Waiting).ExecuteDeleteAsync(cancellationToken);
        await orders.LookAsync(deployment, await orders.TargetAsync(deployment.ListingId, cancellationToken), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        return deployment;
    }

    /// <summary>The word was given too early: the task stands open again, and nobody looks for the picture.</summary>
    public async Task<Deployment> TakeBackWordAsync(Guid id, CancellationToken cancellationToken)
    {
        var deployment = await FindAsync(id, cancellationToken);
        deployment.TakeBackWord();
        db.Audit(member.Actor, "deployment.notUp", "deployment", id, clock.GetUtcNow());

        // What waits to look waits no longer; what looks at this moment finds the deployment changed.
        db.WorkItems.RemoveRange(await db.WorkItems.Where(w => w.Kind == DeploymentOrders.LookWork && w.SubjectId == id && w.State == WorkState.Waiting).ToListAsync(cancellationToken));
        await db.SaveChangesAsync(cancellationToken);
        return deployment;
    }

    private async Task<Deployment> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        var deployment = await db.Deployments.SingleOrDefaultAsync(d => d.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        await member.RequireListingAsync(db, deployment.ListingId, cancellationToken);
        return deployment;
    }
}
