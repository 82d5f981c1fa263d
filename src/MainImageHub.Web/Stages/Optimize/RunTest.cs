using MainImageHub.Domain;
using MainImageHub.Domain.Experiments;
using MainImageHub.Domain.Metrics;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Monitor;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Stages.Upload;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Optimize;

/// <summary>Starts, stops, and takes pairs out of a test.</summary>
public sealed class RunTest(HubDbContext db, CurrentMember member, TestResults results, TestSwitches switches, TestFitness fitness, MarketplaceClock marketplaceClock, WorkQueue queue, TimeProvider clock)
{
    public const string StoppedOutcome = "stopped";

    /// <summary>Stopped by a person before its first day.</summary>
    public const string CancelledOutcome = "cancelled";

    /// <summary>Stopped by itself, because A or B may not be put up any more.</summary>
    public const string UnfitOutcome = "unfit";

    private const int LongestReason = 500;

    public async Task StartAsync(Guid id, CancellationToken cancellationToken)
    {
        var experiment = await FindMineAsync(id, cancellationToken);
        var listing = await db.Listings.SingleAsync(l => l.Id == experiment.ListingId, cancellationToken);
        var store = await db.Stores.SingleAsync(s => s.Id == listing.StoreId, cancellationToken);
        var image = await db.MainImages.SingleAsync(i => i.Id == experiment.MainImageId, cancellationToken);
        var versions = await db.Versions.Where(v => v.Id == experiment.VersionA || v.Id == experiment.VersionB).ToDictionaryAsync(v => v.Id, cancellationToken);
        await fitness.RequireAsync(image, new PushTarget(listing, store), versions[experiment.VersionA], versions[experiment.VersionB], cancellationToken);

        // The first whole day of the marketplace's clock: today is half gone under picture A.
        var time = await marketplaceClock.ReadAsync(store, cancellationToken);
        var now = clock.GetUtcNow();
        experiment.Start(TestPlans.PlanOf(experiment, time.Today.AddDays(1)).StartsOn, now);
        image.StartExperiment(experiment.Id, member.Actor, now);
        db.Audit(member.Actor, "experiment.started", "experiment", experiment.Id, now);
        await queue.AddAsync(TestWork.Kind, experiment.Id, await db.SkuOfAsync(image.Id, cancellationToken), cancellationToken: cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
    }

    /// <summary>
    /// Ends the test before its time, without a verdict, and puts A back; <see cref="TestWork"/> sees to it that it gets there.
    /// One that was only planned is given up.
    /// </summary>
    public async Task StopAsync(Guid id, string? reason, CancellationToken cancellationToken)
    {
        var experiment = await FindMineAsync(id, cancellationToken);
        var now = clock.GetUtcNow();
        if (experiment.Status == ExperimentStatus.Draft)
        {
            experiment.Discard(Cut(reason), CancelledOutcome, now);
            AuditStop(experiment, now);
            await db.SaveChangesAsync(cancellationToken);
            return;
        }

        var image = await db.MainImages.SingleAsync(i => i.Id == experiment.MainImageId, cancellationToken);
        var outcome = await HasBegunAsync(experiment, cancellationToken) ? StoppedOutcome : CancelledOutcome;
        experiment.End(ExperimentStatus.Stopped, Cut(reason), outcome, experiment.VersionA, now);
        image.EndExperiment(member.Actor, now, outcome);
        await switches.ShowAsync(experiment, image, experiment.VersionA, member.Actor, isFinal: true, cancellationToken);
        await queue.AddAsync(TestWork.Kind, experiment.Id, await db.SkuOfAsync(image.Id, cancellationToken), now + TestWork.FirstLookAfterEnd, cancellationToken: cancellationToken);
        AuditStop(experiment, now);
        await db.SaveChangesAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
    }

    /// <summary>Takes a pair out, always both sides of it, and only while the outcome is open: nobody may choose the days that suit them.</summary>
    public async Task VoidAsync(Guid id, int pair, string? reason, CancellationToken cancellationToken)
    {
        var experiment = await FindMineAsync(id, cancellationToken);
        if (experiment.Status != ExperimentStatus.Running)
        {
            throw ExperimentProblems.NotRunning.Because();
        }

        var pairs = TestPlans.PlanOf(experiment).Pairs;
        if (pair < 0 || pair >= pairs)
        {
            throw TestProblems.UnknownPair.Because(pairs - 1);
        }

        var why = Cut(reason) ?? throw TestProblems.VoidReason.Because();
        experiment.VoidedPairs = new(experiment.VoidedPairs) { [pair] = why };
        db.Audit(member.Actor, "experiment.pairVoided", "experiment", experiment.Id, clock.GetUtcNow(),
            new() { ["pair"] = pair.ToString(System.Globalization.CultureInfo.InvariantCulture), ["reason"] = why });
        await db.SaveChangesAsync(cancellationToken);
    }

    public async Task<TestReport> ReportAsync(Guid id, CancellationToken cancellationToken) => await results.OfAsync(await FindAsync(id, cancellationToken), cancellationToken);

    private void AuditStop(Experiment experiment, DateTimeOffset now) =>
        db.Audit(member.Actor, "experiment.stopped", "experiment", experiment.Id, now, experiment.EndReason is { } said ? new() { ["reason"] = said } : null);

    /// <summary>By the clock of its marketplace; where that cannot be asked, it may have.</summary>
    private async Task<bool> HasBegunAsync(Experiment experiment, CancellationToken cancellationToken)
    {
        var store = await db.Listings.Where(l => l.Id == experiment.ListingId).Join(db.Stores, l => l.StoreId, s => s.Id, (_, s) => s).SingleAsync(cancellationToken);
        return await marketplaceClock.TryReadAsync(store, cancellationToken) is not { Now: var now }
            || LocalDay.Of(now, TimeZoneInfo.FindSystemTimeZoneById(experiment.TimeZone)) >= experiment.StartsOn;
    }

    private async Task<Experiment> FindMineAsync(Guid id, CancellationToken cancellationToken)
    {
        var experiment = await FindAsync(id, cancellationToken);
        await member.RequireListingAsync(db, experiment.ListingId, cancellationToken);
        return experiment;
    }

    private async Task<Experiment> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await db.Experiments.SingleOrDefaultAsync(e => e.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because();

    private static string? Cut(string? reason) => string.IsNullOrWhiteSpace(reason) ? null : reason.Trim() is { Length: > LongestReason } text ? text[..LongestReason] : reason.Trim();
}
