using System.Security.Cryptography;
using System.Text.Json.Serialization;
using MainImageHub.Domain;
using MainImageHub.Domain.Experiments;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Listings;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Monitor;
using MainImageHub.Web.Stages.Upload;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Optimize;

/// <param name="VersionA">What is live now unless named.</param>
/// <param name="Metric"><c>ctr</c> or <c>conversion</c>.</param>
/// <param name="Weeks">An even number.</param>
/// <param name="Segmentation"><c>segments</c> (the default), <c>weekdays</c> or <c>weeks</c>.</param>
/// <param name="PromoteWinner">Leave B live when the test says so; otherwise A is put back in any case.</param>
/// <param name="Seed">Draws the schedule; made up unless given.</param>
public sealed record TestOrder(
    [property: JsonRequired] Guid MainImageId, [property: JsonRequired] Guid ListingId, Guid? VersionA, [property: JsonRequired] Guid VersionB, string Metric, [property: JsonRequired] int Weeks, string? Segmentation = null, bool PromoteWinner = false, long? Seed = null);

/// <summary>Plans a rotation test: everything that would make it a waste of weeks, or a danger to the listing, is refused here.</summary>
public sealed class PlanTest(HubDbContext db, CurrentMember member, TestPlans plans, TestSwitches switches, TestFitness fitness, ListingDays listings, MarketplaceClock marketplaceClock, TimeProvider clock)
{
    public async Task<Experiment> RunAsync(TestOrder order, CancellationToken cancellationToken)
    {
        var image = await db.MainImages.SingleOrDefaultAsync(i => i.Id == order.MainImageId, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        var listing = await db.Listings.SingleOrDefaultAsync(l => l.Id == order.ListingId, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        var store = await db.Stores.SingleAsync(s => s.Id == listing.StoreId, cancellationToken);
        member.RequireStore(store);
        await member.RequireImageAsync(db, image.Id, cancellationToken);
        if (!(await listings.ListingsOfAsync(image, cancellationToken)).Contains(listing.Id))
        {
            throw TestProblems.ForeignListing.Because();
        }

        if (order.Metric is not ("ctr" or "conversion"))
        {
            throw TestProblems.Metric.Because();
        }

        var segmentation = order.Segmentation ?? "segments";
        _ = TestPlans.SegmentationOf(segmentation);
        var live = await switches.LiveVersionAsync(listing.Id, image, cancellationToken) ?? throw LifecycleProblems.NothingLive.Because();
        var a = await VersionAsync(image, order.VersionA ?? live, cancellationToken);
        var b = await VersionAsync(image, order.VersionB, cancellationToken);
        if (a.Id == b.Id)
        {
            throw TestProblems.SameVersion.Because();
        }

        await fitness.RequireAsync(image, new PushTarget(listing, store), a, b, cancellationToken);
        var time = await marketplaceClock.ReadAsync(store, cancellationToken);
        var experiment = new Experiment
        {
            WorkspaceId = image.WorkspaceId,
            MainImageId = image.Id,
            ListingId = listing.Id,
            VersionA = a.Id,
            VersionB = b.Id,
            Metric = order.Metric,
            Seed = order.Seed ?? RandomNumberGenerator.GetInt32(int.MaxValue),
            Weeks = order.Weeks,
            Segmentation = segmentation,
            TimeZone = time.Zone.Id,
            WashoutDays = plans.WashoutDaysOf(store),
            PromoteWinner = order.PromoteWinner,
            CreatedBy = member.Id,
            CreatedAt = clock.GetUtcNow(),
        };
        _ = TestPlans.PlanOf(experiment, time.Today.AddDays(1));
        db.Experiments.Add(experiment);
        db.Audit(member.Actor, "experiment.planned", "experiment", experiment.Id, experiment.CreatedAt);
        await db.SaveChangesAsync(cancellationToken);
        return experiment;
    }

    private async Task<ImageVersion> VersionAsync(MainImage image, Guid id, CancellationToken cancellationToken)
    {
        var version = await db.Versions.SingleOrDefaultAsync(v => v.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        return version.MainImageId == image.Id ? version : throw TestProblems.ForeignVersion.Because();
    }
}
