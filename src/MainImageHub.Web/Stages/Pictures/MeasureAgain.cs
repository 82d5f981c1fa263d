using MainImageHub.Domain.Images;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;
using MainImageHub.Imaging;
using MainImageHub.Imaging.Processes;
using MainImageHub.Web.Stages.Library;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Pictures;

/// <summary>
/// Brings an asset that older code measured to what is measured now, and what is kept of it to the new facts: both land together, so that a
/// kill in between leaves it to be done again. Decodes: not inside a transaction.
/// </summary>
public sealed class MeasureAgain(
    HubDbContext db, WorkspaceScope scope, IBlobStore blobs, ImagingProcesses imaging, Quarantine quarantine, PictureLibrary library, ComplianceJudge judge, RuleBook rules, ReadOwnRules ownRules, TimeProvider clock)
{
    /// <param name="asset">Tracked by the context, which is saved.</param>
    /// <param name="cancellationToken">Stops the decoder too.</param>
    /// <returns>False when its file is gone or can no longer be read: what was measured stands, and what was not is in <c>notMeasured</c>.</returns>
    public async Task<bool> RunAsync(Asset asset, CancellationToken cancellationToken)
    {
        if (asset.Measurement >= ImageFacts.CurrentMeasurement)
        {
            return true;
        }

        try
        {
            using var file = await blobs.BringAsync(scope.WorkspaceId!.Value, asset.Sha256, cancellationToken);
            if (file is null)
            {
                return false;
            }

            asset.MeasureAnew(await quarantine.ReadAsync(asset.Sha256, asset.FileName, () => imaging.MeasureAsync(file.Path, asset.FileName, cancellationToken), cancellationToken));
        }
        catch (Exception e) when (e is ImageRefusedException or BlobDamagedException)
        {
            return false;
        }

        await JudgeVersionsAsync(asset, cancellationToken);
        await JudgeLiveAsync(asset, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    private async Task JudgeVersionsAsync(Asset asset, CancellationToken cancellationToken)
    {
        foreach (var version in await db.Versions.Where(v => v.AssetId == asset.Id && v.Status == VersionStatus.Ready).ToListAsync(cancellationToken))
        {
            var image = await db.MainImages.SingleAsync(i => i.Id == version.MainImageId, cancellationToken);
            var likes = await library.LikesAsync(asset, image.ProductId, cancellationToken);
            await judge.JudgeAsync(version, asset, await judge.ProfilesAsync(image, cancellationToken), likes, cancellationToken);
        }
    }

    private async Task JudgeLiveAsync(Asset asset, CancellationToken cancellationToken)
    {
        var own = await ownRules.NowAsync(cancellationToken);
        var live = await db.Listings.Where(l => l.LiveAssetId == asset.Id).Join(db.Stores, l => l.StoreId, s => s.Id, (l, s) => new { Listing = l, s.Marketplace, s.Site })
            .Join(db.Products, r => r.Listing.ProductId, p => p.Id, (r, p) => new { r.Listing, r.Marketplace, r.Site, p.Category }).ToListAsync(cancellationToken);
        foreach (var row in live)
        {
            var site = new SiteCode(row.Marketplace, row.Site);
            if (rules.Knows(site))
            {
                var likes = await library.LikesAsync(asset, row.Listing.ProductId, cancellationToken);
                row.Listing.JudgeLive(rules.Judge(asset.Facts, site, clock.GetUtcNow(), row.Category, own, likes));
            }
        }

        await db.NoteVerdictsAsync([asset.Id], cancellationToken);
    }
}
