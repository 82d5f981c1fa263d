using MainImageHub.Domain;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Library;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Stores;

/// <summary>Every live picture that breaks a rule of its site, in all stores, newest listing first.</summary>
[Requires(HubAction.Read)]
public sealed class BreakingList(HubDbContext db, ComplianceJudge judge, PictureLibrary library) : PageModel
{
    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public string? Next { get; private set; }

    /// <summary>Without a single picture seen live, none at fault says nothing. Known when the list is empty.</summary>
    public bool AnyLive { get; private set; }

    public async Task OnGetAsync(string? cursor, CancellationToken cancellationToken)
    {
        var page = new PageQuery { Cursor = cursor };
        var before = page.Before;
        var rows = await db.Listings.AsNoTracking().Where(l => l.LiveAssetId != null && l.LiveVerdict == Verdict.Fail && l.Id < before).OrderByDescending(l => l.Id).Take(page.Take + 1)
            .Join(db.Stores, l => l.StoreId, s => s.Id, (l, s) => new { Listing = l, Store = s })
            .Join(db.Products, r => r.Listing.ProductId, p => p.Id, (r, p) => new { r.Listing, r.Store, p.Title, p.Category })
            .Join(db.Assets, r => r.Listing.LiveAssetId, a => a.Id, (r, a) => new { r.Listing, r.Store, r.Title, r.Category, Asset = a })
            .OrderByDescending(r => r.Listing.Id).ToListAsync(cancellationToken);
        var cut = page.Cut(rows, r => r.Listing.Id);
        var shown = new List<Row>();
        foreach (var row in cut.Items)
        {
            var report = await judge.CheckAsync(row.Asset.Facts, row.Store.SiteCode, row.Category, await library.LikesAsync(row.Asset, row.Listing.ProductId, cancellationToken), cancellationToken);
            var why = report.Findings.Where(f => f.Verdict == Verdict.Fail).ToDictionary(f => f.Rule, f => f.Message);
            shown.Add(new Row(row.Listing.Id, row.Asset.Id, row.Listing.Sku, row.Title, row.Store.Name, row.Listing.LiveSeenAt,
                [.. row.Listing.LiveBrokenRules.Select(rule => new Fault(rule, why.GetValueOrDefault(rule)))]));
        }

        (Rows, Next) = (shown, cut.NextCursor);
        AnyLive = shown.Count == 0 && await db.Listings.AnyAsync(l => l.LiveAssetId != null, cancellationToken);
    }

    public sealed record Row(Guid Id, Guid AssetId, string Sku, string Title, string Store, DateTimeOffset? SeenAt, IReadOnlyList<Fault> Faults);

    /// <param name="Rule">Its id.</param>
    /// <param name="Why">Null when the rules have changed since the picture was seen, and it breaks this one no more.</param>
    public sealed record Fault(string Rule, LocalText? Why);
}
