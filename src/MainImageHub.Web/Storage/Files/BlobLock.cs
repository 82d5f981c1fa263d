using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace MainImageHub.Web.Storage.Files;

/// <summary>
/// Deleting a blob and taking it into use anew come one after the other: bytes that are the same are stored once, so the file that a
/// retired picture gives up may be the one that somebody hands in at this moment.
/// </summary>
internal static class BlobLock
{
    /// <summary>Begins a transaction that holds the blob until its end.</summary>
    public static async Task<IDbContextTransaction> HoldBlobAsync(this HubDbContext db, string sha256, CancellationToken cancellationToken)
    {
        var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.WaitForBlobAsync(sha256, cancellationToken);
        return transaction;
    }

    /// <summary>The same inside a transaction that is open already.</summary>
    public static Task WaitForBlobAsync(this HubDbContext db, string sha256, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('blob'), hashtext({sha256}))", cancellationToken);
}
