using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Products;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Design;
using MainImageHub.Web.Stages.Library;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Stores;

/// <summary>One listing as shoppers see it: the picture last seen live, whoever put it there, and what the site's rules say of it.</summary>
[Requires(HubAction.Read)]
public sealed class ListingLivePage(HubDbContext db, RuleBook rules, ComplianceJudge judge, PictureLibrary library, DropListing drop, ListingPages pages, StoreConnections connections, CurrentMember me) : PageModel
{
    public Listing Listing { get; private set; } = null!;

    public Store Store { get; private set; } = null!;

    public Product Product { get; private set; } = null!;

    /// <summary>The picture last seen live; null when none was shown.</summary>
    public Asset? Live { get; private set; }

    /// <summary>Null without a picture, or without rules for the site.</summary>
    public ComplianceReport? Report { get; private set; }

    /// <summary>Where the picture comes from; null for one that is not ours.</summary>
    public (Guid MainImageId, int Number)? Version { get; private set; }

    /// <summary>Something the report finds can be mended without a designer, as the next version of the main image.</summary>
    public bool CanBeRepaired => me.May(HubAction.UploadVersions) && Report?.Findings.Any(f => f.Verdict != Verdict.Pass && f.Fix is { } fix && MakeRepair.CanDo(fix)) == true;

    /// <summary>The main image that is meant to be shown here.</summary>
    public MainImage? Meant { get; private set; }

    /// <summary>The reading that is to bring the first look; null once there was one, or when none was asked for.</summary>
    public StoreImport? Reading { get; private set; }

    public bool IsMissing => Reading is { EndedAt: not null } over && over.MissingSkus.Contains(Listing.Sku);

    public bool CanBeDropped { get; private set; }

    /// <summary>What shoppers see is read from their page.</summary>
    public bool IsByHand { get; private set; }

    /// <summary>That page; null where it is not known.</summary>
    public Uri? ShopperPage { get; private set; }

    public bool MayRevise => IsByHand && me.May(HubAction.EditProducts) && me.WorksOn(Product) && me.WorksOn(Store);

    public async Task OnGetAsync(Guid id, CancellationToken cancellationToken)
    {
        Listing = await db.Listings.AsNoTracking().SingleOrDefaultAsync(l => l.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        Store = await db.Stores.AsNoTracking().SingleAsync(s => s.Id == Listing.StoreId, cancellationToken);
        Product = await db.Products.AsNoTracking().SingleAsync(p => p.Id == Listing.ProductId, cancellationToken);
        (IsByHand, ShopperPage) = (connections.IsByHand(Store), pages.PageOf(Listing, Store));
        Live = await db.Assets.AsNoTracking().SingleOrDefaultAsync(a => a.Id == Listing.LiveAssetId, cancellationToken);
        if (Live is not null && rules.Knows(Store.SiteCode))
        {
            Report = await judge.CheckAsync(Live.Facts, Store.SiteCode, Product.Category, await library.LikesAsync(Live, Product.Id, cancellationToken), cancellationToken);
        }

        var shown = await db.Ledger.Where(e => e.ListingId == id && e.Slot == MainImage.MainSlot && e.EndedAt == null).OrderByDescending(e => e.FirstSeenAt)
            .Join(db.Versions, e => e.VersionId, v => v.Id, (e, v) => new { v.MainImageId, v.Number }).FirstOrDefaultAsync(cancellationToken);
        Version = shown is null ? null : (shown.MainImageId, shown.Number);
        var images = await db.MainImages.AsNoTracking().Where(i => i.ProductId == Listing.ProductId && i.Slot == MainImage.MainSlot && i.RetiredAt == null).ToListAsync(cancellationToken);
        Meant = Scope.Resolve(images, Store.Marketplace, Store.Site, Store.Id);
        if (Listing.LiveSeenAt is null)
        {
            Reading = (await db.RecentReadingsAsync(Store.Id, cancellationToken)).Find(i => i.CreatedAt >= Listing.CreatedAt && (i.Skus.Count == 0 || i.Skus.Contains(Listing.Sku)));
            CanBeDropped = Reading is null or { EndedAt: not null } && me.May(HubAction.EditProducts) && me.WorksOn(Product) && me.WorksOn(Store) && !await drop.HasHistoryAsync(id, cancellationToken);
        }
    }

    [Requires(HubAction.EditProducts)]
    public async Task<IActionResult> OnPostPageAsync(Guid id, string? externalUrl, CancellationToken cancellationToken)
    {
        var listing = await db.Listings.SingleOrDefaultAsync(l => l.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        await pages.ReviseAsync(listing, externalUrl, cancellationToken);
        return Redirect($"/w/{me.Workspace.Slug}/listings/{id}");
    }

    [Requires(HubAction.EditProducts)]
    public async Task<IActionResult> OnPostDropAsync(Guid id, CancellationToken cancellationToken)
    {
        var listing = await db.Listings.SingleOrDefaultAsync(l => l.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        await drop.DropAsync(listing, cancellationToken);
        return Redirect($"/w/{me.Workspace.Slug}/products/{listing.ProductId}");
    }
}
