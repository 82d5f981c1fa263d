using MainImageHub.Domain.Images;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Shared;

/// <summary>
/// A next version is in work on a picture that is already live: shown as a tag, not as a stage. Newer than what is live, and either
/// waiting for a decision, or approved and never seen live. What was rejected or refused,
/// what a newer approved version took the place of, and what was taken back, is work no more.
/// </summary>
internal static class WorkBeyondLive
{
    /// <summary>Those of the main images that have one.</summary>
    public static async Task<IReadOnlySet<Guid>> WithWorkBeyondLiveAsync(this HubDbContext db, IReadOnlyCollection<Guid> imageIds, CancellationToken cancellationToken)
    {
        var waiting = db.Unanswered().Where(v => v.Status != VersionStatus.Rejected);
        var unseen = db.Versions.Where(v => v.Decision == ReviewDecision.Approved && !db.Ledger.Any(e => e.VersionId == v.Id));
        return (await db.MainImages.Where(i => imageIds.Contains(i.Id) && i.LiveVersionId != null && i.RetirementRequestedAt == null
                && (waiting.Any(v => v.MainImageId == i.Id && v.Id > i.LiveVersionId) || unseen.Any(v => v.MainImageId == i.Id && v.Id > i.LiveVersionId)))
            .Select(i => i.Id).ToListAsync(cancellationToken)).ToHashSet();
    }
}
