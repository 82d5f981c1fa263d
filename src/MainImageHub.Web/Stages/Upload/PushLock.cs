using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Upload;

internal static class PushLock
{
    /// <summary>Within a transaction: whoever else orders a push of this main image, or takes away what such an order rests on, waits until its end.</summary>
    public static Task HoldPushesAsync(this HubDbContext db, Guid mainImageId, CancellationToken cancellationToken) =>
        db.HoldPushesAsync([mainImageId], cancellationToken);

    /// <summary>The same for several at once, always in one order, so that two such orders wait for each other and never both.</summary>
    public static Task HoldPushesAsync(this HubDbContext db, IReadOnlyCollection<Guid> mainImageIds, CancellationToken cancellationToken)
    {
        var ids = mainImageIds.Select(id => id.ToString()).ToArray();
        return db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('push'), held.key) from (select distinct hashtext(id) as key from unnest({ids}) as id order by key) as held", cancellationToken);
    }
}
