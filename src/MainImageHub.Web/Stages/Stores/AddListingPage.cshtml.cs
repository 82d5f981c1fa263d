using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Products;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Plan;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Stores;

/// <summary>Says where a product is sold, then reads that one listing, so that what shoppers see there is known before anything is pushed.</summary>
[Requires(HubAction.EditProducts)]
public sealed class AddListingPage(HubDbContext db, AddListing add, StartImport start, ListingPages pages, StoreConnections connections, CurrentMember me) : PageModel
{
    private const int Most = 200;

    public Product Product { get; private set; } = null!;

    /// <summary>The stores that are the member's to work on.</summary>
    public IReadOnlyList<Store> Stores { get; private set; } = [];

    /// <summary>Some of the stores are read by the shoppers' pages.</summary>
    public bool AnyByHand { get; private set; }

    public async Task OnGetAsync(Guid id, CancellationToken cancellationToken)
    {
        Product = await db.ProductAsync(id, cancellationToken);
        me.RequireProduct(Product);
        var mine = me.Member.StoreScope;
        Stores = await db.Stores.AsNoTracking().Where(s => me.Member.WorksOnEveryStore || mine.Contains(s.Id)).OrderBy(s => s.Name).Take(Most).ToListAsync(cancellationToken);
        AnyByHand = Stores.Any(connections.IsByHand);
    }

    [Requires(HubAction.EditProducts)]
    public async Task<IActionResult> OnPostAsync(Guid id, Guid? storeId, string? externalId, string? sku, string? externalUrl, CancellationToken cancellationToken)
    {
        var there = sku?.Trim();
        if (await db.Listings.AnyAsync(l => l.StoreId == storeId && l.Sku == there, cancellationToken))
        {
            // A store is read by SKU and gives each one id: a second row would never be looked at.
            throw StoreProblems.ListingSkuTaken.Because(there);
        }

        var listing = await add.AddAsync(new AddListingRequest(id, storeId, externalId, sku, Locale: null, Title: null, Keywords: null, externalUrl), cancellationToken);
        var store = await db.Stores.SingleAsync(s => s.Id == listing.StoreId, cancellationToken);
        if (connections.IsByHand(store))
        {
            await pages.LookAsync(listing, store, cancellationToken);
        }
        else
        {
            await start.StartAsync(store, [listing.Sku], me.Actor, cancellationToken);
        }

        return Redirect($"/w/{me.Workspace.Slug}/listings/{listing.Id}");
    }
}
