using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Web.Stages.Upload;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Optimize;

/// <summary>What must hold when a test is planned, and again when it starts: weeks may lie between the two.</summary>
public sealed class TestFitness(HubDbContext db, TestSwitches switches, PushRules rules)
{
    /// <param name="image">Whose versions are compared.</param>
    /// <param name="target">The listing, with its store.</param>
    /// <param name="a">What is shown now, and put back; it need not have been reviewed here, for it was live before the hub came.</param>
    /// <param name="b">The challenger.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    public async Task RequireAsync(MainImage image, PushTarget target, ImageVersion a, ImageVersion b, CancellationToken cancellationToken)
    {
        if (await switches.LiveVersionAsync(target.Listing.Id, image, cancellationToken) != a.Id)
        {
            throw TestProblems.NotLive.Because();
        }

        if (a.Status != VersionStatus.Ready)
        {
            throw LifecycleProblems.VersionNotReady.Because(a.Number);
        }

        if (a.Decision == ReviewDecision.Rejected)
        {
            throw TestProblems.RejectedA.Because(a.Number);
        }

        // A is put back again and again: that is a push like any other, and needs an owner's word where it breaks a rule.
        if ((await rules.BrokenAsync(image, a, [target.Store.SiteCode], await rules.LikesAsync(a, cancellationToken), cancellationToken)).Count > 0
            && !await db.Deployments.AnyAsync(d => d.ListingId == target.Listing.Id && d.VersionId == a.Id && d.OverrideReason != null, cancellationToken))
        {
            throw TestProblems.BreaksRuleA.Because(a.Number, target.Store.SiteCode);
        }

        image.RequirePushable(b);
        if ((await rules.BrokenAsync(image, b, [target.Store.SiteCode], await rules.LikesAsync(b, cancellationToken), cancellationToken)).Count > 0)
        {
            throw TestProblems.BreaksRule.Because(b.Number, target.Store.SiteCode);
        }

        if (!target.Store.AllowPush)
        {
            throw TestProblems.PushNotAllowed.Because(target.Store.Name);
        }
    }
}
