using MainImageHub.Domain.Images;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Library;

/// <summary><c>pictures.lookAlikes</c>: notes, once, the look-alikes among pictures that came in before they were noted as they come.</summary>
public sealed class LookAlikesWork(HubDbContext db, SystemDbContext system, LookAlikes lookAlikes, TimeProvider clock) : UpkeepWork(db, system, clock)
{
    public const string Kind = "pictures.lookAlikes";

    private const int Few = 50;

    protected override async Task StepAsync(PictureUpkeep upkeep, CancellationToken cancellationToken)
    {
        var after = upkeep.Cursor ?? Guid.Empty;
        // Those that came later were noted when they did; what was found live counts where a version was made of it, as in PictureLibrary.
        var pictures = await Db.Assets.AsNoTracking()
            .Where(a => a.Id > after && a.CreatedAt < upkeep.CreatedAt && a.ArchivedAt == null && a.PurgedAt == null
                && (a.Origin != AssetOrigin.FoundLive || Db.Versions.Any(v => v.AssetId == a.Id)))
            .OrderBy(a => a.Id).Take(Few).ToListAsync(cancellationToken);
        foreach (var picture in pictures)
        {
            await lookAlikes.NoteAsync(picture, cancellationToken);
        }

        upkeep.Add(pictures.Count > 0 ? pictures[^1].Id : null, pictures.Count, unreadable: 0, isLast: pictures.Count < Few, Clock.GetUtcNow());
    }
}
