using MainImageHub.Domain.Listings;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Stores;

/// <summary>Counts an import's looks, each exactly once, and says when it is over.</summary>
internal static class ImportProgress
{
    /// <summary>
    /// Call inside the transaction that takes the listing's pending mark away. The update locks the import's row first, so that of two
    /// looks ending at once the second sees the first and the last one closes the import.
    /// </summary>
    public static Task CountAsync(HubDbContext db, Guid importId, bool picture, bool breaksRules, bool failed, CancellationToken cancellationToken) =>
        db.StoreImports.Where(i => i.Id == importId).ExecuteUpdateAsync(
            set => set.SetProperty(i => i.PicturesRead, i => i.PicturesRead + (picture ? 1 : 0))
                .SetProperty(i => i.PicturesBreakingRules, i => i.PicturesBreakingRules + (breaksRules ? 1 : 0))
                .SetProperty(i => i.PicturesFailed, i => i.PicturesFailed + (failed ? 1 : 0)),
            cancellationToken);

    public static Task CompleteAsync(HubDbContext db, Guid storeId, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.StoreImports.Where(i => i.StoreId == storeId && i.Status == StoreImportStatus.Running && i.ListingsReadAt != null && !db.Listings.Any(l => l.ImportId == i.Id && l.LookPending))
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.Status, StoreImportStatus.Completed).SetProperty(i => i.EndedAt, now), cancellationToken);
}
