using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace MainImageHub.Web.Stages.Design;

internal static class MainImageLock
{
    /// <summary>
    /// Begins a short transaction in which changes to one main image come one after the other: a folder of files arrives in
    /// parallel and two people review at once, and neither should be told to reload for that. Load rows after this, not before.
    /// </summary>
    public static async Task<IDbContextTransaction> HoldAsync(this HubDbContext db, Guid mainImageId, CancellationToken cancellationToken)
    {
        var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"select 1 from main_image where id = {mainImageId} for update", cancellationToken);
        return transaction;
    }
}
