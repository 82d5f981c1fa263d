using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Plan;

/// <summary>
/// <c>product.rejudge</c>: a product's category became another one, and what holds for its pictures with it. A push does not wait for it: it judges
/// at its moment.
/// </summary>
public sealed class RejudgeProductWork(HubDbContext db, ReadOwnRules ownRules, JudgeKept judge) : IWorkHandler
{
    public const string Kind = "product.rejudge";

    public async Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken)
    {
        var own = await ownRules.NowAsync(cancellationToken);
        var kept = await db.VersionCompliance.Where(c => db.Versions.Any(v => v.Id == c.VersionId && db.MainImages.Any(i => i.Id == v.MainImageId && i.ProductId == task.SubjectId))).ToListAsync(cancellationToken);
        await judge.ReportsAsync(kept, own, cancellationToken);
        var live = await db.Listings.Where(l => l.ProductId == task.SubjectId && l.LiveAssetId != null).ToListAsync(cancellationToken);
        await judge.ListingsAsync(live, own, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return WorkOutcome.Finished;
    }
}
