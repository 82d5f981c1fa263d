using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Web.Stages.Upload;

namespace MainImageHub.Web.Stages.Optimize;

/// <summary>What must hold when a test is planned, and again when it starts: weeks may lie between the two.</summary>
public sealed class TestFitness(TestSwitches switches, PushVersion push)
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

        image.RequirePushable(b);
        if ((await push.BrokenRulesAsync(image, b, [target], await push.BlockedAsync(b, cancellationToken), cancellationToken)).Count > 0)
        {
            throw TestProblems.BreaksRule.Because(b.Number, target.Store.SiteCode);
        }

        if (!target.Store.AllowPush)
        {
            throw TestProblems.PushNotAllowed.Because(target.Store.Name);
        }
    }
}
