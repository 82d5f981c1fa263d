using MainImageHub.Domain.Listings;
using MainImageHub.Marketplaces;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Stores;

/// <summary>
/// A store's credentials, for marketplaces that renew them. Exchanges of one store wait for each other across processes, on a lock of Postgres that a
/// crash lets go of; no transaction is open while the marketplace answers. What it gave is written at once, on a connection of its own, whatever
/// becomes of the request or the work that needed it.
/// </summary>
/// <param name="store">The row the connection was opened from; brought up to date with what is kept.</param>
/// <param name="db">Where that row is tracked.</param>
/// <param name="seals">Encrypts and decrypts.</param>
/// <param name="scopes">Makes the other connection.</param>
/// <param name="logger">Hears that something was renewed, never what.</param>
internal sealed partial class KeptCredentials(Store store, HubDbContext db, CredentialSeals seals, IServiceScopeFactory scopes, ILogger logger) : ICredentialKeeper
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public async Task<T> ExchangeAsync<T>(Func<IReadOnlyDictionary<string, string>, Task<CredentialExchange<T>>> exchange, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<WorkspaceScope>().Enter(store.WorkspaceId);
        var own = scope.ServiceProvider.GetRequiredService<HubDbContext>();

        // One connection from the lock to its end, which comes with the connection's at the latest. Whoever is before us is through, or has failed, by then.
        own.Database.SetCommandTimeout(Patience);
        await own.Database.OpenConnectionAsync(cancellationToken);
        await own.Database.ExecuteSqlAsync($"select pg_advisory_lock(hashtext('store-credentials'), hashtext({store.Id.ToString()}))", cancellationToken);
        try
        {
            var kept = await own.Stores.Where(s => s.Id == store.Id).Select(s => s.Credentials).SingleOrDefaultAsync(cancellationToken);

            // A store that was removed meanwhile has nothing to keep; the call it was opened for may end as it will.
            var outcome = await exchange(seals.Open(kept ?? store.Credentials));
            if (kept is not null && outcome.Changed is { } changed)
            {
                await KeepAsync(own, kept, seals.Seal(changed));
            }

            return outcome.Result;
        }
        finally
        {
            await own.Database.ExecuteSqlAsync($"select pg_advisory_unlock(hashtext('store-credentials'), hashtext({store.Id.ToString()}))", CancellationToken.None);
        }
    }

    private async Task KeepAsync(HubDbContext own, byte[] kept, byte[] changed)
    {
        // A person may have entered others since they were read: those stand.
        var versions = await own.Database.SqlQuery<long>($"""update store set credentials = {changed} where id = {store.Id} and credentials = {kept} returning xmin::text::bigint as "Value" """).ToListAsync(CancellationToken.None);
        if (versions is not [var now])
        {
            Log.ChangedByHand(logger, store.Id, store.Marketplace);
            return;
        }

        Log.Renewed(logger, store.Id, store.Marketplace);
        var row = db.Entry(store);
        if (row.State == EntityState.Detached)
        {
            store.Credentials = changed;
            return;
        }

        // Whoever goes on with the row must not be told that somebody else changed it.
        var credentials = row.Property(s => s.Credentials);
        (credentials.CurrentValue, credentials.OriginalValue, credentials.IsModified) = (changed, changed, false);
        var version = row.Property<uint>("xmin");
        (version.CurrentValue, version.OriginalValue, version.IsModified) = ((uint)now, (uint)now, false);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Store {Store}: {Marketplace} renewed its credentials; they are kept")]
        public static partial void Renewed(ILogger logger, Guid store, string marketplace);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Store {Store}: {Marketplace} renewed credentials that were replaced by hand meanwhile; those entered stand")]
        public static partial void ChangedByHand(ILogger logger, Guid store, string marketplace);
    }
}
