using MainImageHub.Domain.Experiments;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Monitor;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Optimize;

/// <summary>
/// For whoever lets the days of a simulated marketplace pass: a test whose swap is due now would lose the day, so it is waited for.
/// </summary>
public sealed class DueSwaps(HubDbContext db, TestSwitches switches, MarketplaceClock clock, WorkQueue queue)
{
    /// <summary>The product of a test that is to swap its picture and has not; null where none is; see <see cref="TestSwitches.IsAwaitedAsync"/>.</summary>
    public async Task<string?> FirstAsync(CancellationToken cancellationToken)
    {
        foreach (var (test, store) in await SimulatedAsync(cancellationToken))
        {
            var time = await clock.TryReadAsync(store, cancellationToken);
            var due = time is null ? null : TestPlans.PlanOf(test).ArmAt(time.Now);
            var wanted = due switch { Arm.A => test.VersionA, Arm.B => test.VersionB, _ => (Guid?)null };
            var image = await db.MainImages.AsNoTracking().SingleAsync(i => i.Id == test.MainImageId, cancellationToken);
            if (wanted is { } version && await switches.IsAwaitedAsync(test, image, version, cancellationToken))
            {
                return await db.SkuOfAsync(test.MainImageId, cancellationToken);
            }
        }

        return null;
    }

    /// <summary>Running tests look at the clock now and not within the next minute. Saved by the caller.</summary>
    public async Task AskAsync(CancellationToken cancellationToken)
    {
        foreach (var (test, _) in await SimulatedAsync(cancellationToken))
        {
            await queue.AddAsync(TestWork.Kind, test.Id, await db.SkuOfAsync(test.MainImageId, cancellationToken), cancellationToken: cancellationToken);
        }
    }

    private async Task<IReadOnlyList<(Experiment Test, Domain.Listings.Store Store)>> SimulatedAsync(CancellationToken cancellationToken)
    {
        var running = await db.Experiments.AsNoTracking().Where(e => e.Status == ExperimentStatus.Running)
            .Join(db.Listings, e => e.ListingId, l => l.Id, (e, l) => new { Test = e, l.StoreId }).Join(db.Stores, r => r.StoreId, s => s.Id, (r, s) => new { r.Test, Store = s }).ToListAsync(cancellationToken);
        return [.. running.Where(r => clock.IsSimulated(r.Store)).Select(r => (r.Test, r.Store))];
    }
}
