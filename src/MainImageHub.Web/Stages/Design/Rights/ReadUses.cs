using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Experiments;
using MainImageHub.Web.Http;
using MainImageHub.Web.Stages.Upload;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design.Rights;

/// <summary>Everywhere a picture file is shown, was shown, is on its way to, or was tested. Narrowed members see names of places, as everywhere in lists.</summary>
public sealed class ReadUses(HubDbContext db)
{
    // As on the product's page: the newest of each kind say what there is to know.
    private const int Most = 50;

    public async Task<UsesView> RunAsync(Guid assetId, CancellationToken cancellationToken)
    {
        if (!await db.Assets.AnyAsync(a => a.Id == assetId, cancellationToken))
        {
            throw HttpProblems.NotFound.Because();
        }

        // What shoppers get is mostly another encoding, and so an asset of its own: the ledger knows which version it is.
        var versions = db.Versions.Where(v => v.AssetId == assetId);
        var seen = await db.Ledger.AsNoTracking().Where(e => e.AssetId == assetId || versions.Any(v => v.Id == e.VersionId)).OrderByDescending(e => e.Id).Take(Most)
            .Join(db.Listings, e => e.ListingId, l => l.Id, (e, l) => new { Entry = e, Listing = l }).Join(db.Stores, x => x.Listing.StoreId, s => s.Id, (x, s) => new { x.Entry, x.Listing, Store = s }).ToListAsync(cancellationToken);
        var shown = seen.ConvertAll(x => new ShownUse(x.Listing.Id, x.Listing.Sku, x.Store.Name, x.Store.SiteCode.ToString(), x.Entry.Slot, x.Entry.FirstSeenAt, x.Entry.EndedAt));
        var planned = await db.Deployments.AsNoTracking().UnderWay().Where(d => d.AssetId == assetId).OrderByDescending(d => d.Id).Take(Most)
            .Join(db.Listings, d => d.ListingId, l => l.Id, (d, l) => new { Deployment = d, Listing = l }).Join(db.Stores, x => x.Listing.StoreId, s => s.Id, (x, s) => new { x.Deployment, x.Listing, Store = s })
            .Select(x => new PlannedUse(x.Deployment.Id, x.Listing.Sku, x.Store.Name, x.Deployment.Status, x.Deployment.PublishAt)).ToListAsync(cancellationToken);
        var tests = await db.Experiments.AsNoTracking().Where(e => versions.Any(v => v.Id == e.VersionA || v.Id == e.VersionB)).OrderByDescending(e => e.Id).Take(Most)
            .Select(e => new TestedUse(e.Id, e.Status, e.CreatedAt, e.EndedAt)).ToListAsync(cancellationToken);
        var made = await versions.AsNoTracking().OrderByDescending(v => v.Id).Take(Most)
            .Join(db.MainImages, v => v.MainImageId, i => i.Id, (v, i) => new { Version = v, Image = i }).Join(db.Products, x => x.Image.ProductId, p => p.Id, (x, p) => new VersionUse(x.Version.Id, x.Version.Number, x.Image.Id, p.Sku)).ToListAsync(cancellationToken);
        return new UsesView([.. shown.Where(s => s.Until is null)], [.. shown.Where(s => s.Until is not null)], planned, tests, made);
    }
}

/// <param name="Live">Where shoppers see it, as last seen.</param>
/// <param name="WasLive">Where they saw it before.</param>
/// <param name="Planned">Orders on their way.</param>
/// <param name="Tested">Tests it is or was part of.</param>
/// <param name="Versions">Main images it is a version of.</param>
public sealed record UsesView(IReadOnlyList<ShownUse> Live, IReadOnlyList<ShownUse> WasLive, IReadOnlyList<PlannedUse> Planned, IReadOnlyList<TestedUse> Tested, IReadOnlyList<VersionUse> Versions);

/// <param name="Until">When another picture was seen there; absent while it is shown.</param>
public sealed record ShownUse(Guid ListingId, string Sku, string Store, string Site, string Slot, DateTimeOffset Since, DateTimeOffset? Until);

public sealed record PlannedUse(Guid DeploymentId, string Sku, string Store, DeploymentStatus Status, DateTimeOffset? PublishAt);

public sealed record TestedUse(Guid ExperimentId, ExperimentStatus Status, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt);

public sealed record VersionUse(Guid VersionId, int Number, Guid MainImageId, string Sku);
