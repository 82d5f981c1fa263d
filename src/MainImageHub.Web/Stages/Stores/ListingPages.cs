using MainImageHub.Domain.Listings;
using MainImageHub.Marketplaces;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Stores;

/// <summary>The shoppers' pages of listings whose pictures are put up by hand: their addresses, and looks at them.</summary>
public sealed class ListingPages(HubDbContext db, CurrentMember me, StoreConnections connections, StoreEndpoints endpoints, WorkQueue queue, TimeProvider clock)
{
    // Pages of one store are asked for one a second at most.
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1.2);

    /// <summary>Null where the page is not known, or the marketplace itself tells what it shows.</summary>
    public Uri? PageOf(Listing listing, Store store) => connections.FindConnector(store.Marketplace)?.Capabilities.ByHand?.PageOf(new ListingKey(listing.ExternalId, listing.Sku) { Page = listing.ExternalUrl }, store.Endpoint);

    /// <summary>An address as a person gives it; null for the usual one.</summary>
    public async Task<Uri?> RequireAsync(Store store, string? address, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(address))
        {
            return null;
        }

        return connections.IsByHand(store) ? await endpoints.RequirePageAsync(address, cancellationToken) : throw StoreProblems.PageUnused.Because(store.Name);
    }

    /// <summary>From here on the listing is read there.</summary>
    public async Task ReviseAsync(Listing listing, string? address, CancellationToken cancellationToken)
    {
        await me.RequireListingAsync(db, listing.Id, cancellationToken);
        var store = await db.Stores.SingleAsync(s => s.Id == listing.StoreId, cancellationToken);
        if (!connections.IsByHand(store))
        {
            throw StoreProblems.PageUnused.Because(store.Name);
        }

        var page = await RequireAsync(store, address, cancellationToken);
        if (page != listing.ExternalUrl)
        {
            listing.ExternalUrl = page;
            db.Audit(me.Actor, "listing.pageChanged", "listing", listing.Id, clock.GetUtcNow(), new() { ["page"] = page?.AbsoluteUri ?? "-" });
        }

        await LookAsync(listing, store, cancellationToken);
    }

    /// <summary>Has the page looked at now, where it is known.</summary>
    public async Task LookAsync(Listing listing, Store store, CancellationToken cancellationToken)
    {
        if (PageOf(listing, store) is not null)
        {
            await LookAtListingWork.OrderAsync(queue, listing, store, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
    }

    /// <returns>How many pages are looked at.</returns>
    public async Task<int> LookAtAllAsync(Store store, CancellationToken cancellationToken)
    {
        var known = (await db.Listings.AsNoTracking().Where(l => l.StoreId == store.Id).OrderBy(l => l.Id).ToListAsync(cancellationToken)).FindAll(l => PageOf(l, store) is not null);
        var now = clock.GetUtcNow();
        foreach (var (index, listing) in known.Index())
        {
            await LookAtListingWork.OrderAsync(queue, listing, store, now + (index * Apart), cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        return known.Count;
    }
}
