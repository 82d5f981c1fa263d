using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Experiments;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Upload;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design;

/// <summary>Undoes a slip of the finger in review, as long as nothing was done because of it.</summary>
public sealed class TakeBackDecision(HubDbContext db, CurrentMember member, TimeProvider clock)
{
    public async Task<ImageVersion> RunAsync(Guid versionId, CancellationToken cancellationToken)
    {
        var mainImageId = await db.Versions.Where(v => v.Id == versionId).Select(v => (Guid?)v.MainImageId).SingleOrDefaultAsync(cancellationToken)
            ?? throw HttpProblems.NotFound.Because();
        await member.RequireImageAsync(db, mainImageId, cancellationToken);
        await using var transaction = await db.HoldAsync(mainImageId, cancellationToken);

        // A push that is being ordered this moment is waited for, and then stands in the way.
        await db.HoldPushesAsync(mainImageId, cancellationToken);
        var image = await db.MainImages.SingleAsync(i => i.Id == mainImageId, cancellationToken);
        var version = await db.Versions.SingleAsync(v => v.Id == versionId, cancellationToken);
        if (version.Decision != ReviewDecision.None && !MayTakeBack(version.DecidedBy))
        {
            throw DesignProblems.DecisionOfAnother.Because(version.Number, version.DecidedByName);
        }

        if (await IsInUseAsync(version.Id, cancellationToken))
        {
            throw DesignProblems.DecisionInUse.Because(version.Number);
        }

        var before = await db.Versions.Where(v => v.MainImageId == mainImageId && v.Id != versionId && v.Decision == ReviewDecision.Approved)
            .OrderByDescending(v => v.DecidedAt).FirstOrDefaultAsync(cancellationToken);
        var decided = version.Decision;
        var now = clock.GetUtcNow();
        image.TakeBackDecision(version, before, member.Actor, now);
        db.Audit(member.Actor, decided == ReviewDecision.Approved ? "version.approvalTakenBack" : "version.rejectionTakenBack", "version", version.Id, now);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return version;
    }

    /// <summary>For a page: whether this member would be let take it back now.</summary>
    public async Task<bool> CanAsync(ImageVersion version, CancellationToken cancellationToken) =>
        version.Decision != ReviewDecision.None && MayTakeBack(version.DecidedBy) && !await IsInUseAsync(version.Id, cancellationToken);

    /// <summary>Whoever decided, and owners.</summary>
    private bool MayTakeBack(Guid? decidedBy) => member.May(HubAction.ReviewVersions) && (decidedBy == member.Id || member.May(HubAction.ManageWorkspace));

    private async Task<bool> IsInUseAsync(Guid versionId, CancellationToken cancellationToken) =>
        await db.Deployments.AnyAsync(d => d.VersionId == versionId && d.Status != DeploymentStatus.Cancelled, cancellationToken)
        || await db.Experiments.AnyAsync(e => (e.VersionA == versionId || e.VersionB == versionId) && (e.Status == ExperimentStatus.Draft || e.Status == ExperimentStatus.Running), cancellationToken)
        || await db.Retirements.AnyAsync(r => r.ReplaceWithVersionId == versionId && r.ArchivedAt == null, cancellationToken);
}
