using MainImageHub.Domain.Listings;
using MainImageHub.Marketplaces;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;

namespace MainImageHub.Web.Stages.Stores;

/// <summary>Asks the marketplace one cheap question with the store's credentials, and keeps what it said.</summary>
public sealed class VerifyStore(HubDbContext db, CurrentMember me, StoreConnections connections, TimeProvider clock)
{
    public async Task<StoreCheck> VerifyAsync(Store store, CancellationToken cancellationToken)
    {
        me.RequireStore(store);
        var check = await connections.ConnectorFor(store).VerifyAsync(connections.Open(store), cancellationToken);
        var now = clock.GetUtcNow();
        store.Trouble = check.Ok ? null : check.Detail;
        store.VerifiedAt = check.Ok ? now : store.VerifiedAt;
        db.Audit(me.Actor, "store.verified", "store", store.Id, now, new() { ["ok"] = check.Ok ? "true" : "false", ["code"] = check.Problem?.Code ?? "" });
        await db.SaveChangesAsync(cancellationToken);
        return check;
    }
}
