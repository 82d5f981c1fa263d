using MainImageHub.Domain;
using MainImageHub.Domain.Experiments;
using MainImageHub.Domain.Metrics;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Monitor;
using MainImageHub.Web.Stages.Upload;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Optimize;

/// <summary>
/// One step of a running test: holds what the plan wants shown now against what is shown, asks for a switch where they differ,
/// and concludes once the plan is over and its figures are complete. After the end it sees to it that the listing shows what the test left.
/// It decides from rows and clock alone, so it may be run any time.
/// </summary>
public sealed class TestWork(
    HubDbContext db, TestResults results, TestSwitches switches, TestFitness fitness, MarketplaceClock marketplaceClock, WorkQueue queue, TimeProvider clock) : IWorkHandler
{
    public const string Kind = "experiment.step";

    public static readonly TimeSpan FirstLookAfterEnd = TimeSpan.FromMinutes(5);

    // Figures that have not come by then will not come: the test is judged by what there is.
    private const int LongestWaitDays = 14;

    // What could not be put back in so long needs a person; the deployments say why.
    private static readonly TimeSpan PutsBackAtMost = TimeSpan.FromDays(14);

    private static readonly TimeSpan LongestBetweenLooks = TimeSpan.FromHours(6);

    private static readonly TimeSpan BetweenReadings = TimeSpan.FromHours(1);

    private static readonly TimeSpan BetweenSimulatedReadings = TimeSpan.FromMinutes(2);

    // What a marketplace is behind by anyway, and a day.
    private const int UsualDelayDays = 4;

    private static readonly Actor Driver = Actor.Background("experiment");

    public async Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken)
    {
        var experiment = await db.Experiments.SingleOrDefaultAsync(e => e.Id == task.SubjectId, cancellationToken);
        if (experiment is null or { Status: ExperimentStatus.Draft })
        {
            return WorkOutcome.Finished;
        }

        var image = await db.MainImages.SingleAsync(i => i.Id == experiment.MainImageId, cancellationToken);
        var listing = await db.Listings.SingleAsync(l => l.Id == experiment.ListingId, cancellationToken);
        var target = new PushTarget(listing, await db.Stores.SingleAsync(s => s.Id == listing.StoreId, cancellationToken));
        if (experiment.Status != ExperimentStatus.Running)
        {
            return await PutBackAsync(experiment, image, target, cancellationToken);
        }

        var time = await marketplaceClock.ReadAsync(target.Store, cancellationToken);
        if (time.SecondsPerDay is not null && time.Today.DayNumber - (target.Store.FiguresCompleteUpTo ?? DateOnly.MinValue).DayNumber > UsualDelayDays)
        {
            // Nights do not come when the days of a simulated marketplace are made to pass.
            await AskForFiguresAsync(target.Store, BetweenSimulatedReadings, cancellationToken);
        }

        var plan = TestPlans.PlanOf(experiment);
        var (unfitA, unfitB) = (await UnfitAsync(experiment.VersionA, image, target, cancellationToken), await UnfitAsync(experiment.VersionB, image, target, cancellationToken));
        if (time.Today > plan.EndsOn)
        {
            await EndAsync(experiment, image, target.Store, plan, time, unfitA is null, unfitB is null, cancellationToken);
        }
        else if (unfitA is not null || unfitB is not null)
        {
            await StopAsync(experiment, image, unfitA, unfitB, cancellationToken);
        }
        else if (plan.ArmAt(time.Now) is { } arm)
        {
            await switches.ShowAsync(experiment, image, arm == Arm.A ? experiment.VersionA : experiment.VersionB, Driver, isFinal: false, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        return experiment.Status == ExperimentStatus.Running ? WorkOutcome.Finished : new WorkOutcome.Snooze(clock.GetUtcNow() + FirstLookAfterEnd);
    }

    /// <summary>A rule that changed, or a complaint: what may not be put up any more is not put up again, and a test of one picture is none.</summary>
    private async Task StopAsync(Experiment experiment, MainImage image, string? unfitA, string? unfitB, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var shown = (await switches.ShownAsync(experiment, image.Slot, cancellationToken))?.VersionId;

        // A goes back; where it is A that may not, what is shown stays, for a person to replace.
        var final = unfitA is not null && shown == experiment.VersionB ? experiment.VersionB : experiment.VersionA;
        var why = string.Join("; ", new[] { unfitA is null ? null : $"A: {unfitA}", unfitB is null ? null : $"B: {unfitB}" }.OfType<string>());
        experiment.End(ExperimentStatus.Stopped, why, RunTest.UnfitOutcome, final, now);
        image.EndExperiment(Driver, now, RunTest.UnfitOutcome);
        if (unfitA is null)
        {
            await switches.ShowAsync(experiment, image, final, Driver, isFinal: true, cancellationToken);
        }

        db.Audit(Driver, "experiment.stopped", "experiment", experiment.Id, now, new() { ["reason"] = why });
    }

    /// <summary>The last switch is asked for until the listing is seen to show it: the first may fail, or be taken in and never shown.</summary>
    private async Task<WorkOutcome> PutBackAsync(Experiment experiment, MainImage image, PushTarget target, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (experiment is not { FinalVersionId: { } final, EndedAt: { } ended } || now > ended + PutsBackAtMost || image.RetirementRequestedAt is not null
            || await switches.IsSettledAsync(experiment, image, cancellationToken) || await UnfitAsync(final, image, target, cancellationToken) is not null)
        {
            return WorkOutcome.Finished;
        }

        await switches.ShowAsync(experiment, image, final, Driver, isFinal: false, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        var wait = TimeSpan.FromTicks(Math.Clamp((now - ended).Ticks / 4, FirstLookAfterEnd.Ticks, LongestBetweenLooks.Ticks));
        return new WorkOutcome.Snooze(now + wait);
    }

    private async Task AskForFiguresAsync(Domain.Listings.Store store, TimeSpan notWithin, CancellationToken cancellationToken)
    {
        var since = clock.GetUtcNow() - notWithin;
        if (!await db.FigureReadings.AnyAsync(r => r.StoreId == store.Id && r.CreatedAt > since, cancellationToken))
        {
            await queue.AddAsync(FiguresWork.Kind, store.Id, store.Name, lane: store.Id.ToString(), cancellationToken: cancellationToken);
        }
    }

    private async Task<string?> UnfitAsync(Guid versionId, MainImage image, PushTarget target, CancellationToken cancellationToken) =>
        await fitness.UnfitAsync(image, target, await db.Versions.AsNoTracking().SingleAsync(v => v.Id == versionId, cancellationToken), cancellationToken);

    private async Task EndAsync(
        Experiment experiment, MainImage image, Domain.Listings.Store store, RotationPlan plan, MarketplaceTime time, bool isFitA, bool isFitB, CancellationToken cancellationToken)
    {
        var report = await results.OfAsync(experiment, cancellationToken);
        if (report.Result.CompleteThrough < plan.EndsOn && time.Today <= plan.EndsOn.AddDays(LongestWaitDays))
        {
            // A is put back while the last days' figures are awaited.
            if (isFitA)
            {
                await switches.ShowAsync(experiment, image, experiment.VersionA, Driver, isFinal: false, cancellationToken);
            }

            await AskForFiguresAsync(store, time.SecondsPerDay is null ? BetweenReadings : BetweenSimulatedReadings, cancellationToken);
            return;
        }

        var verdict = report.Result.Outcome.Verdict;
        var outcome = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(verdict.ToString());
        var isB = verdict == RotationVerdict.Ship && experiment.PromoteWinner && isFitB;
        var final = isB ? experiment.VersionB : experiment.VersionA;
        var now = clock.GetUtcNow();
        experiment.End(ExperimentStatus.Completed, null, outcome, final, now);
        image.EndExperiment(Driver, now, outcome);
        if (isB || isFitA)
        {
            await switches.ShowAsync(experiment, image, final, Driver, isFinal: true, cancellationToken);
        }

        db.Audit(Driver, "experiment.concluded", "experiment", experiment.Id, now, new() { ["outcome"] = outcome });
    }
}
