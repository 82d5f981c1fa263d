using MainImageHub.Domain.Images;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Library;

/// <summary>
/// <c>picture.rejudge</c>: a picture was blocked, or a block ended; the reports of every version that looks like it, or that our own repairs
/// made of it, are renewed, and what is said of the listings that show it. A push does not wait for it: it asks the list itself.
/// </summary>
public sealed class RejudgeLookAlikesWork(HubDbContext db, PictureLibrary library, ComplianceJudge judge, RuleBook rules) : IWorkHandler
{
    public const string Kind = "picture.rejudge";

    private const int Most = 1000;

    public async Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken)
    {
        if (await db.BlockedPictures.AsNoTracking().SingleOrDefaultAsync(b => b.Id == task.SubjectId, cancellationToken) is not { } blocked)
        {
            return WorkOutcome.Finished;
        }

        var near = await db.Near(blocked.PerceptualHash, BlockedPicture.Near, Most).Select(n => n.AssetId).ToListAsync(cancellationToken);
        var said = await db.WithRepairKinAsync([.. near, blocked.AssetId], cancellationToken);
        var versions = await db.Versions.AsNoTracking().Where(v => v.AssetId != null && said.Contains(v.AssetId.Value) && v.Status == VersionStatus.Ready)
            .OrderByDescending(v => v.Id).Take(Most).Select(v => new { v.Id, v.MainImageId, AssetId = v.AssetId!.Value }).ToListAsync(cancellationToken);
        foreach (var row in versions)
        {
            db.ChangeTracker.Clear();
            var image = await db.MainImages.SingleAsync(i => i.Id == row.MainImageId, cancellationToken);
            var version = await db.Versions.SingleAsync(v => v.Id == row.Id, cancellationToken);
            var asset = await db.Assets.SingleAsync(a => a.Id == row.AssetId, cancellationToken);
            var likes = await library.LikesAsync(asset, image.ProductId, cancellationToken);
            await judge.JudgeAsync(version, asset, await judge.ProfilesAsync(image, cancellationToken), likes, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
        }

        await JudgeListingsAsync(said, cancellationToken);
        return WorkOutcome.Finished;
    }

    /// <summary>What shoppers see now: Home says at once that it breaks a rule, whoever put it there.</summary>
    private async Task JudgeListingsAsync(HashSet<Guid> assets, CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        var shown = await db.Listings.Where(l => l.LiveAssetId != null && assets.Contains(l.LiveAssetId.Value))
            .Join(db.Stores, l => l.StoreId, s => s.Id, (l, s) => new { Listing = l, Store = s })
            .Join(db.Assets, r => r.Listing.LiveAssetId, a => a.Id, (r, a) => new { r.Listing, r.Store, Asset = a })
            .Join(db.Products, r => r.Listing.ProductId, p => p.Id, (r, p) => new { r.Listing, r.Store, r.Asset, p.Category })
            .OrderByDescending(r => r.Listing.Id).Take(Most).ToListAsync(cancellationToken);
        foreach (var row in shown.Where(r => rules.Knows(r.Store.SiteCode)))
        {
            var likes = await library.LikesAsync(row.Asset, row.Listing.ProductId, cancellationToken);
            var report = await judge.CheckAsync(row.Asset.Facts, row.Store.SiteCode, row.Category, likes, cancellationToken);
            row.Listing.JudgeLive(report);
            await db.NoteVerdictsAsync([row.Asset.Id], cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
        }
    }
}
