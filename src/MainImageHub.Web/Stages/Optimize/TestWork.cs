using MainImageHub.Domain;
using MainImageHub.Domain.Experiments;
using MainImageHub.Domain.Metrics;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Monitor;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Optimize;

/// <summary>
/// One step of a running test: holds what the plan wants shown now against what is shown, asks for a switch where they differ,
/// and concludes once the plan is over and its figures are complete. It decides from rows and clock alone, so it may be run any time.
/// </summary>
public sealed class TestWork(
    HubDbContext db, TestResults results, TestSwitches switches, MarketplaceClock marketplaceClock, WorkQueue queue, TimeProvider clock) : IWorkHandler
{
    public const string Kind = "experiment.step";

    // Figures that have not come by then will not come: the test is judged by what there is.
    private const int LongestWaitDays = 14;

    private static readonly TimeSpan BetweenReadings = TimeSpan.FromHours(1);

    private static readonly Actor Driver = Actor.Background("experiment");

    public async Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken)
    {
        var experiment = await db.Experiments.SingleOrDefaultAsync(e => e.Id == task.SubjectId, cancellationToken);
        if (experiment is not { Status: ExperimentStatus.Running })
        {
            return WorkOutcome.Finished;
        }

        var image = await db.MainImages.SingleAsync(i => i.Id == experiment.MainImageId, cancellationToken);
        var store = await db.Stores.SingleAsync(s => db.Listings.Any(l => l.Id == experiment.ListingId && l.StoreId == s.Id), cancellationToken);
        var time = await marketplaceClock.ReadAsync(store, cancellationToken);
        var plan = TestPlans.PlanOf(experiment);
        if (time.Today > plan.EndsOn)
        {
            await EndAsync(experiment, image, store, plan, time, cancellationToken);
        }
        else if (plan.ArmAt(time.Now) is { } arm && !await IsForeignAsync(experiment, image, cancellationToken))
        {
            await switches.ShowAsync(experiment, image, arm == Arm.A ? experiment.VersionA : experiment.VersionB, Driver, isFinal: false, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        return WorkOutcome.Finished;
    }

    private async Task EndAsync(Experiment experiment, MainImage image, Domain.Listings.Store store, RotationPlan plan, MarketplaceTime time, CancellationToken cancellationToken)
    {
        var report = await results.OfAsync(experiment, cancellationToken);
        if (report.Result.CompleteThrough < plan.EndsOn && time.Today <= plan.EndsOn.AddDays(LongestWaitDays))
        {
            // A is put back while the last days' figures are awaited.
            if (!await IsForeignAsync(experiment, image, cancellationToken))
            {
                await switches.ShowAsync(experiment, image, experiment.VersionA, Driver, isFinal: false, cancellationToken);
            }

            var since = clock.GetUtcNow() - BetweenReadings;
            if (!await db.FigureReadings.AnyAsync(r => r.StoreId == store.Id && r.CreatedAt > since, cancellationToken))
            {
                await queue.AddAsync(FiguresWork.Kind, store.Id, store.Name, lane: store.Id.ToString(), cancellationToken: cancellationToken);
            }

            return;
        }

        var verdict = report.Result.Outcome.Verdict;
        var outcome = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(verdict.ToString());
        var final = verdict == RotationVerdict.Ship && experiment.PromoteWinner ? experiment.VersionB : experiment.VersionA;
        var now = clock.GetUtcNow();
        experiment.End(ExperimentStatus.Completed, null, outcome, final, now);
        image.EndExperiment(Driver, now, outcome);
        if (!await IsForeignAsync(experiment, image, cancellationToken))
        {
            await switches.ShowAsync(experiment, image, final, Driver, isFinal: true, cancellationToken);
        }

        db.Audit(Driver, "experiment.concluded", "experiment", experiment.Id, now, new() { ["outcome"] = outcome });
    }

    // Somebody else's picture is not swapped away behind their back: the test waits, and its health says so.
    private async Task<bool> IsForeignAsync(Experiment experiment, MainImage image, CancellationToken cancellationToken) =>
        await switches.ShownAsync(experiment, image.Slot, cancellationToken) is { } shown
        && shown.VersionId != experiment.VersionA && shown.VersionId != experiment.VersionB;
}
