using MainImageHub.Domain.Rules;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>The first thing a new user learns: how many of the pictures shoppers see now break a rule of their own marketplace.</summary>
public sealed class LivePicturesAtFault(HubDbContext db)
{
    private const int CountTo = 1000;
    private const int Shown = 6;

    public async Task<LivePicturesVerdict?> LookAsync(CancellationToken cancellationToken)
    {
        var live = await db.Listings.Where(l => l.LiveAssetId != null).Take(CountTo).CountAsync(cancellationToken);
        if (live == 0)
        {
            return null;
        }

        var faults =
            from listing in db.Listings
            join store in db.Stores on listing.StoreId equals store.Id
            join version in db.Versions on listing.LiveAssetId equals version.AssetId
            join image in db.MainImages on version.MainImageId equals image.Id
            join judged in db.VersionCompliance on version.Id equals judged.VersionId
            where image.ProductId == listing.ProductId && judged.Verdict == Verdict.Fail && judged.Profile == store.Marketplace + "/" + store.Site
            select new { ListingId = listing.Id, ImageId = image.Id, AssetId = version.AssetId, listing.Sku, Store = store.Name, judged.Report };
        var count = await faults.Select(f => f.ListingId).Distinct().Take(CountTo).CountAsync(cancellationToken);
        var rows = await faults.OrderByDescending(f => f.ListingId).Take(Shown * 2).AsNoTracking().ToListAsync(cancellationToken);
        return new LivePicturesVerdict(
            Counts.Show(live, CountTo),
            count,
            Counts.Show(count, CountTo),
            [.. rows.DistinctBy(f => f.ListingId).Take(Shown).Select(f => new LiveFault(
                f.ImageId, f.AssetId!.Value, f.Sku, f.Store, f.Report.Findings.First(finding => finding.Verdict == Verdict.Fail).Message))]);
    }
}

public sealed record LivePicturesVerdict(string Live, int Broken, string BrokenShown, IReadOnlyList<LiveFault> Faults);

public sealed record LiveFault(Guid ImageId, Guid AssetId, string Sku, string Store, LocalText Why);
