using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Stages.Library;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Stages.Upload;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Optimize;

/// <summary>What must hold when a test is planned, and again when it starts: weeks may lie between the two. And what must hold while it runs.</summary>
public sealed class TestFitness(HubDbContext db, TestSwitches switches, PushRules rules, PictureLibrary library, StoreConnections connections)
{
    /// <param name="image">Whose versions are compared.</param>
    /// <param name="target">The listing, with its store.</param>
    /// <param name="a">What is shown now, and put back; it need not have been reviewed here, for it was live before the hub came.</param>
    /// <param name="b">The challenger.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    public async Task RequireAsync(MainImage image, PushTarget target, ImageVersion a, ImageVersion b, CancellationToken cancellationToken)
    {
        if (connections.IsByHand(target.Store))
        {
            throw TestProblems.ByHand.Because(target.Store.Name);
        }

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

        // An owner's word is given for one order, and a test orders by itself.
        var (likesA, likesB) = (await rules.LikesAsync(a, cancellationToken), await rules.LikesAsync(b, cancellationToken));
        RequireUnblocked(a, likesA?.Blocked);
        RequireUnblocked(b, likesB?.Blocked);

        // A is put back again and again: that is a push like any other, and needs an owner's word where it breaks a rule.
        if ((await rules.BrokenAsync(image, a, [target.Store.SiteCode], likesA, cancellationToken)).Count > 0 && !await HasOwnersWordAsync(target, a, cancellationToken))
        {
            throw TestProblems.BreaksRuleA.Because(a.Number, target.Store.SiteCode);
        }

        image.RequirePushable(b);
        if ((await rules.BrokenAsync(image, b, [target.Store.SiteCode], likesB, cancellationToken)).Count > 0)
        {
            throw TestProblems.BreaksRule.Because(b.Number, target.Store.SiteCode);
        }

        if (!target.Store.AllowPush)
        {
            throw TestProblems.PushNotAllowed.Because(target.Store.Name);
        }
    }

    /// <summary>
    /// Why a version may not be put up any more: the complaint's name, or the rules as ids. Asked every minute of every running test, so it
    /// goes by facts and complaints alone; what other products' pictures say was asked when the test began.
    /// </summary>
    public async Task<string?> UnfitAsync(MainImage image, PushTarget target, ImageVersion version, CancellationToken cancellationToken)
    {
        var asset = await db.Assets.AsNoTracking().SingleAsync(a => a.Id == version.AssetId, cancellationToken);
        if (await library.BlockedAsync(asset, cancellationToken) is { } blocked)
        {
            return blocked.Case;
        }

        var broken = await rules.BrokenAsync(image, version, [target.Store.SiteCode], likes: null, cancellationToken);
        return broken.Count == 0 || await HasOwnersWordAsync(target, version, cancellationToken) ? null : PushRules.Note(broken);
    }

    private Task<bool> HasOwnersWordAsync(PushTarget target, ImageVersion version, CancellationToken cancellationToken) =>
        db.Deployments.AnyAsync(d => d.ListingId == target.Listing.Id && d.VersionId == version.Id && d.OverrideReason != null, cancellationToken);

    private static void RequireUnblocked(ImageVersion version, LikeBlocked? blocked)
    {
        if (blocked is not null)
        {
            throw TestProblems.PictureBlocked.Because(version.Number, blocked.Case);
        }
    }
}
