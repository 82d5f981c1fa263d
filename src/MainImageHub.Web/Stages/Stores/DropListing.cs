using MainImageHub.Domain.Listings;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Stores;

/// <summary>Takes back a listing that was added by mistake. One that anything was seen, pushed or counted for stays: its history would go with it.</summary>
public sealed class DropListing(HubDbContext db, CurrentMember me, TimeProvider clock)
{
    public async Task DropAsync(Listing listing, CancellationToken cancellationToken)
    {
        await me.RequireListingAsync(db, listing.Id, cancellationToken);

        if (await IsBeingReadAsync(listing, cancellationToken))
        {
            throw StoreProblems.ListingBeingRead.Because(listing.Sku);
        }

        // Looks and pushes refer to the row: whoever is adding one is waited for, or waits.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"select 1 from listing where id = {listing.Id} for update", cancellationToken);
        if (await HasHistoryAsync(listing.Id, cancellationToken))
        {
            throw StoreProblems.ListingInUse.Because(listing.Sku);
        }

        db.Listings.Remove(listing);
        db.Audit(me.Actor, "listing.dropped", "listing", listing.Id, clock.GetUtcNow(), new() { ["externalId"] = listing.ExternalId, ["sku"] = listing.Sku });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<bool> IsBeingReadAsync(Listing listing, CancellationToken cancellationToken) =>
        listing.LookPending || (await db.RecentReadingsAsync(listing.StoreId, cancellationToken)).Exists(i => i.EndedAt is null && (i.Skus.Count == 0 || i.Skus.Contains(listing.Sku)));

    public async Task<bool> HasHistoryAsync(Guid id, CancellationToken cancellationToken) =>
        await db.Ledger.AnyAsync(e => e.ListingId == id, cancellationToken)
        || await db.Deployments.AnyAsync(d => d.ListingId == id, cancellationToken)
        || await db.MetricDays.AnyAsync(d => d.ListingId == id, cancellationToken)
        || await db.Experiments.AnyAsync(e => e.ListingId == id, cancellationToken);
}
