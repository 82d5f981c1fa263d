using MainImageHub.Domain.Listings;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Monitor;
using MainImageHub.Web.Stages.Optimize;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Stores;

/// <summary>How days pass at the simulated marketplaces.</summary>
public enum SimulatedPace
{
    /// <summary>One day goes by at once; then as before.</summary>
    DayForward,

    /// <summary>Slow enough that a test finds the time to swap pictures within a day.</summary>
    Fast,

    Real,
}

/// <summary>Who tries the product out with simulated stores need not wait for weeks: their clock can be set forward.</summary>
public sealed class SimulatedTime(HubDbContext db, MarketplaceClock clock, DueSwaps swaps, WorkQueue queue, CurrentMember me, TimeProvider time)
{
    // Tests look at the clock every minute.
    public const int FastDaySeconds = 120;
    private const int RealDaySeconds = 86_400;

    /// <param name="back">The page that shows it.</param>
    /// <returns>Null for a real store, and while the simulator does not answer.</returns>
    public async Task<SimulatedTimeView?> OfAsync(Store store, string back, CancellationToken cancellationToken) =>
        clock.IsSimulated(store) && await clock.TryReadAsync(store, cancellationToken) is { SecondsPerDay: { } seconds } now ? new(store.Id, now.Now, seconds, back) : null;

    /// <inheritdoc cref="OfAsync"/>
    public async Task<SimulatedTimeView?> OfListingAsync(Guid listingId, string back, CancellationToken cancellationToken) =>
        await OfAsync(await db.Listings.Where(l => l.Id == listingId).Join(db.Stores, l => l.StoreId, s => s.Id, (_, s) => s).AsNoTracking().SingleAsync(cancellationToken), back, cancellationToken);

    public async Task ChangeAsync(Store store, SimulatedPace pace, CancellationToken cancellationToken)
    {
        me.RequireStore(store);
        if (!clock.IsSimulated(store))
        {
            throw StoreProblems.NotSimulated.Because();
        }

        if (pace == SimulatedPace.DayForward && await swaps.FirstAsync(cancellationToken) is { } sku)
        {
            throw StoreProblems.SwapDue.Because(sku);
        }

        await clock.ChangeSimulatedAsync(
            store,
            pace == SimulatedPace.DayForward ? 1 : 0,
            pace switch { SimulatedPace.Fast => FastDaySeconds, SimulatedPace.Real => RealDaySeconds, _ => null },
            cancellationToken);
        db.Audit(me.Actor, "store.simulatedTime", "store", store.Id, time.GetUtcNow(), new() { ["pace"] = pace.ToString() });
        await swaps.AskAsync(cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
    }
}

/// <param name="SecondsPerDay">Real ones.</param>
public sealed record SimulatedTimeView(Guid StoreId, DateTimeOffset Now, double SecondsPerDay, string Back)
{
    public bool IsReal => SecondsPerDay >= 86_000;
}
