using MainImageHub.Domain.Images;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Shared;

/// <summary>What waits for a decision: one answer for the queue, the list of main images and the count on Home.</summary>
internal static class AwaitingReview
{
    /// <summary>
    /// Pictures that were found live were submitted by nobody and wait for nobody. Approving a version answers for the older ones as
    /// well: they wait no longer, though anybody who wants one after all can still decide on its page.
    /// </summary>
    public static IQueryable<ImageVersion> AwaitingReviewBy(this HubDbContext db, CurrentMember me)
    {
        var mine = db.MainImages.WithinReachOf(me, db);
        var undecided = db.Unanswered().Where(v => v.Status == VersionStatus.Ready && mine.Any(i => i.Id == v.MainImageId && i.RetirementRequestedAt == null));
        return me.Workspace.FourEyes ? undecided.Where(v => v.SubmittedBy != me.Id) : undecided;
    }

    /// <summary>Handed in, not decided on, and not answered for by a newer approved version; whatever became of the file.</summary>
    public static IQueryable<ImageVersion> Unanswered(this HubDbContext db) => db.Versions.AsNoTracking().Where(v => v.Decision == ReviewDecision.None && v.SubmittedBy != null
        && !db.Versions.Any(newer => newer.MainImageId == v.MainImageId && newer.Number > v.Number && newer.Decision == ReviewDecision.Approved));
}
