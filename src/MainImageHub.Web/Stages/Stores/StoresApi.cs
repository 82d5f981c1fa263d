using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Stores;

/// <summary>Stores, their imports and listings under /api/v1.</summary>
internal static class StoresApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var stores = api.MapGroup("/stores").WithTags("Stores");
        stores.MapPost("/", ConnectAsync).WithName("connectStore").WithSummary("Connect a store; its secrets never come back").Requires(HubAction.ManageStores);
        stores.MapGet("/", ListAsync).WithName("listStores").WithSummary("Stores, newest first").Requires(HubAction.Read);
        stores.MapGet("/{id:guid}", GetAsync).WithName("getStore").WithSummary("One store").Requires(HubAction.Read);
        stores.MapPatch("/{id:guid}", ReviseAsync).WithName("reviseStore").WithSummary("Change name, endpoint, credentials, or whether pushes are allowed").Requires(HubAction.ManageStores);
        stores.MapPost("/{id:guid}/verify", VerifyAsync).WithName("verifyStore").WithSummary("Try the credentials with one cheap call").Requires(HubAction.ManageStores);
        stores.MapPost("/{id:guid}/import", ImportAsync).WithName("importStore").WithSummary("Read listings and live pictures, and judge them").Requires(HubAction.ManageStores);
        api.MapGet("/imports/{id:guid}", GetImportAsync).WithName("getImport").WithSummary("How far an import is").WithTags("Stores").Requires(HubAction.Read);
        api.MapPost("/listings", AddListingAsync).WithName("addListing").WithSummary("Say that a product is sold in a store").WithTags("Listings").Requires(HubAction.EditProducts);
        api.MapPatch("/listings/{id:guid}", ReviseListingAsync).WithName("reviseListing").WithSummary("Say where shoppers see a listing whose pictures are put up by hand").WithTags("Listings").Requires(HubAction.EditProducts);
        api.MapDelete("/listings/{id:guid}", DropListingAsync).WithName("dropListing").WithSummary("Take back a listing that nothing was seen, pushed or counted for").WithTags("Listings").Requires(HubAction.EditProducts);
        api.MapGet("/listings", ListListingsAsync).WithName("listListings").WithSummary("Listings, newest first").WithTags("Listings").Requires(HubAction.Read);
    }

    private static async Task<Created<StoreView>> ConnectAsync(ConnectStoreRequest request, ConnectStore connect, HubDbContext db, HttpContext http)
    {
        var store = await connect.ConnectAsync(request, http.RequestAborted);
        http.GiveETag(db.Entry(store).Property<uint>("xmin").CurrentValue);
        return TypedResults.Created($"/api/v1/stores/{store.Id}", StoreView.Of(store));
    }

    private static async Task<Ok<Page<StoreView>>> ListAsync([AsParameters] PageQuery page, HubDbContext db, CancellationToken cancellationToken)
    {
        var rows = await db.Stores.AsNoTracking().Where(s => s.Id < page.Before).OrderByDescending(s => s.Id).Take(page.Take + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut([.. rows.Select(StoreView.Of)], s => s.Id));
    }

    private static async Task<Ok<StoreView>> GetAsync(Guid id, HubDbContext db, HttpContext http)
    {
        var store = await FindAsync(db, id, http.RequestAborted);
        http.GiveETag(db.Entry(store).Property<uint>("xmin").CurrentValue);
        return TypedResults.Ok(StoreView.Of(store));
    }

    private static async Task<Ok<StoreView>> ReviseAsync(Guid id, ReviseStoreRequest request, ConnectStore connect, HubDbContext db, HttpContext http)
    {
        var store = await FindAsync(db, id, http.RequestAborted);
        http.RequireMatch(db.Entry(store).Property<uint>("xmin").CurrentValue);
        await connect.ReviseAsync(store, request, http.RequestAborted);
        http.GiveETag(db.Entry(store).Property<uint>("xmin").CurrentValue);
        return TypedResults.Ok(StoreView.Of(store));
    }

    private static async Task<Ok<StoreVerified>> VerifyAsync(Guid id, VerifyStore verify, HubDbContext db, CancellationToken cancellationToken)
    {
        var check = await verify.VerifyAsync(await FindAsync(db, id, cancellationToken), cancellationToken);
        return TypedResults.Ok(new StoreVerified(check.Ok, check.Detail.For(System.Globalization.CultureInfo.CurrentUICulture.Name), check.Problem?.Code, check.Detail));
    }

    private static async Task<Accepted<Started>> ImportAsync(Guid id, StartImportRequest? request, StartImport start, HubDbContext db, CurrentMember me, CancellationToken cancellationToken)
    {
        var import = await start.StartAsync(await FindAsync(db, id, cancellationToken), request?.Skus, me.Actor, cancellationToken);
        return TypedResults.Accepted($"/api/v1/imports/{import.Id}", new Started(import.Id));
    }

    private static async Task<Ok<ImportView>> GetImportAsync(Guid id, HubDbContext db, CancellationToken cancellationToken)
    {
        var i = await db.StoreImports.AsNoTracking().SingleOrDefaultAsync(x => x.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        var breaking = await db.BreakingAsync(i.StoreId, i.Id, most: 50, cancellationToken);
        return TypedResults.Ok(new ImportView(
            i.Id, i.StoreId, i.Status, i.ListingsRead, i.PicturesRead, i.PicturesBreakingRules, i.PicturesFailed, i.MissingSkus, i.Problem, i.CreatedAt, i.EndedAt, breaking));
    }

    private static async Task<Created<ListingView>> AddListingAsync(AddListingRequest request, AddListing add, CancellationToken cancellationToken)
    {
        var listing = await add.AddAsync(request, cancellationToken);
        return TypedResults.Created($"/api/v1/listings?storeId={listing.StoreId}&productId={listing.ProductId}", ListingView.Of(listing));
    }

    private static async Task<Ok<ListingView>> ReviseListingAsync(Guid id, ReviseListingRequest request, ListingPages pages, HubDbContext db, CancellationToken cancellationToken)
    {
        var listing = await db.Listings.SingleOrDefaultAsync(l => l.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        await pages.ReviseAsync(listing, request.ExternalUrl, cancellationToken);
        return TypedResults.Ok(ListingView.Of(listing));
    }

    private static async Task<NoContent> DropListingAsync(Guid id, DropListing drop, HubDbContext db, CancellationToken cancellationToken)
    {
        await drop.DropAsync(await db.Listings.SingleOrDefaultAsync(l => l.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because(), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<Page<ListingView>>> ListListingsAsync([AsParameters] PageQuery page, Guid? storeId, Guid? productId, HubDbContext db, CancellationToken cancellationToken)
    {
        var rows = await db.Listings.AsNoTracking()
            .Where(l => l.Id < page.Before && (storeId == null || l.StoreId == storeId) && (productId == null || l.ProductId == productId))
            .OrderByDescending(l => l.Id).Take(page.Take + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut([.. rows.Select(ListingView.Of)], l => l.Id));
    }

    private static async Task<Store> FindAsync(HubDbContext db, Guid id, CancellationToken cancellationToken) =>
        await db.Stores.SingleOrDefaultAsync(s => s.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because();
}
