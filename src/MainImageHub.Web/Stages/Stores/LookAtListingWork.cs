using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;
using MainImageHub.Marketplaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Stores;

/// <summary>Fetches one listing's live picture, measures and judges it, and writes down what was seen. Part of an import.</summary>
public sealed class LookAtListingWork(HubDbContext db, StoreConnections connections, LivePictures pictures, LiveSightings sightings, SimulatorOrigin simulator, TimeProvider clock) : IWorkHandler
{
    public const string Kind = "listing.look";

    private const int Attempts = 3;

    private static readonly TimeSpan SlowDown = TimeSpan.FromSeconds(5);

    public static Task OrderAsync(WorkQueue queue, Listing listing, Store store, CancellationToken cancellationToken) => OrderAsync(queue, listing, store, dueAt: null, cancellationToken);

    public static Task OrderAsync(WorkQueue queue, Listing listing, Store store, DateTimeOffset? dueAt, CancellationToken cancellationToken) =>
        queue.AddAsync(Kind, listing.Id, $"{listing.Sku} · {store.Name}", dueAt, lane: $"product:{listing.ProductId:n}", maxAttempts: Attempts, cancellationToken: cancellationToken);

    public async Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken)
    {
        var listing = await db.Listings.SingleOrDefaultAsync(l => l.Id == task.SubjectId, cancellationToken);
        if (listing is null)
        {
            return WorkOutcome.Finished;
        }

        var store = await db.Stores.SingleAsync(s => s.Id == listing.StoreId, cancellationToken);
        var link = listing.LivePictureUrl is { } address ? new Uri(address) : null;
        var sight = listing.DoubtedSince is null && !connections.IsByHand(store)
            ? await pictures.FetchAsync(seen: null, link, trusted: link is not null && simulator.Is(link), cancellationToken)
            : await pictures.SeeAsync(store, listing, cancellationToken);
        if (sight.Problem is { Code: ProblemCodes.Throttled } slower)
        {
            // Being told to slow down is no attempt.
            return new WorkOutcome.Snooze(clock.GetUtcNow() + (slower.RetryAfter ?? SlowDown));
        }

        if (sight.Problem is { MayPass: true } passing && !task.IsLastAttempt)
        {
            return new WorkOutcome.Retry(passing.Code, passing.Message, passing.RetryAfter);
        }

        var now = clock.GetUtcNow();
        var sighting = await sightings.RecordAsync(listing, store, sight, now, adopt: true, cancellationToken: cancellationToken);
        if (sighting is { DoubtedUntil: not null } && sight.Listing is null)
        {
            // Only the listing's summary said so, and summaries mix up siblings: the catalogue is asked before the picture is doubted.
            sighting = await sightings.RecordAsync(listing, store, await pictures.SeeAsync(store, listing, cancellationToken), now, adopt: true, cancellationToken: cancellationToken) ?? sighting;
        }

        await CountAsync(listing, picture: sight.Asset is not null, breaksRules: sighting is not null && listing.LiveVerdict == Verdict.Fail, failed: sight.Problem is not null && !sight.ListingIsGone, now, cancellationToken);
        return (sighting?.DoubtedUntil, sight.Problem) switch
        {
            ({ } again, _) => new WorkOutcome.Snooze(again),
            (_, { } problem) when !sight.ListingIsGone || sighting is null => new WorkOutcome.Failed(problem.Code, problem.Message),
            _ => WorkOutcome.Finished,
        };
    }

    public async Task GiveUpAsync(WorkTask task, WorkOutcome.Failed why, CancellationToken cancellationToken)
    {
        if (await db.Listings.SingleOrDefaultAsync(l => l.Id == task.SubjectId, cancellationToken) is { } listing)
        {
            await CountAsync(listing, picture: false, breaksRules: false, failed: true, clock.GetUtcNow(), cancellationToken);
        }
    }

    private async Task CountAsync(Listing listing, bool picture, bool breaksRules, bool failed, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (listing is { LookPending: true, ImportId: { } import })
        {
            await ImportProgress.CountAsync(db, import, picture, breaksRules, failed, cancellationToken);
            listing.LookPending = false;
        }

        await db.SaveChangesAsync(cancellationToken);
        await ImportProgress.CompleteAsync(db, listing.StoreId, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
