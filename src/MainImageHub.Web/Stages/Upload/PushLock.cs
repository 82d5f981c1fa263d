using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Upload;

internal static class PushLock
{
    /// <summary>Within a transaction: whoever else orders a push of this main image, or takes away what such an order rests on, waits until its end.</summary>
    public static Task HoldPushesAsync(this HubDbContext db, Guid mainImageId, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('push'), hashtext({mainImageId.ToString()}))", cancellationToken);
}
