using MainImageHub.Domain.Images;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Library;

/// <summary>
/// <c>pictures.measure</c>: measures again what older code measured, as far as it is in use: what shoppers see first, then what is worked on.
/// What is in nobody's hands is measured when somebody takes it up (<see cref="AssetIntake"/>).
/// </summary>
public sealed class MeasureWork(HubDbContext db, SystemDbContext system, MeasureAgain again, TimeProvider clock) : UpkeepWork(db, system, clock)
{
    public const string Kind = "pictures.measure";

    // Each is decoded: so few that others have their turn soon.
    private const int Few = 10;

    protected override async Task StepAsync(PictureUpkeep upkeep, CancellationToken cancellationToken)
    {
        var after = upkeep.Cursor ?? Guid.Empty;
        var rows = await (upkeep.LiveDone
            ? Db.Versions.Where(v => v.AssetId != null && v.Status == VersionStatus.Ready && v.Decision != ReviewDecision.Rejected && Db.MainImages.Any(i => i.Id == v.MainImageId && i.RetiredAt == null))
                .Select(v => new { v.Id, AssetId = v.AssetId!.Value })
            : Db.Listings.Where(l => l.LiveAssetId != null).Select(l => new { l.Id, AssetId = l.LiveAssetId!.Value }))
            .Where(r => r.Id > after && Db.Assets.Any(a => a.Id == r.AssetId && a.Measurement < ImageFacts.CurrentMeasurement && a.PurgedAt == null))
            .OrderBy(r => r.Id).Take(Few).ToListAsync(cancellationToken);
        var (done, unreadable) = (0, 0);
        foreach (var assetId in rows.Select(r => r.AssetId).Distinct())
        {
            var asset = await Db.Assets.SingleAsync(a => a.Id == assetId, cancellationToken);
            if (await again.RunAsync(asset, cancellationToken))
            {
                done++;
            }
            else
            {
                unreadable++;
            }
        }

        upkeep.Add(rows.Count > 0 ? rows[^1].Id : null, done, unreadable, isLast: rows.Count < Few, Clock.GetUtcNow());
    }
}
