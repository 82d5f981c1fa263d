using MainImageHub.Domain;
using MainImageHub.Domain.Listings;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Stores;

/// <summary>Asks for a store to be read. A whole store that is already being read is not read twice at once.</summary>
public sealed class StartImport(HubDbContext db, CurrentMember me, StoreConnections connections, WorkQueue queue, TimeProvider clock)
{
    private const int MostSkus = 1000;
    private const int LongestSku = 100;

    public async Task<StoreImport> StartAsync(Store store, IReadOnlyList<string>? skus, Actor actor, CancellationToken cancellationToken)
    {
        // The nightly sync asks in nobody's name.
        if (me.IsKnown)
        {
            me.RequireStore(store);
        }

        if (connections.IsByHand(store))
        {
            throw StoreProblems.ByHand.Because(connections.ConnectorFor(store).Capabilities.Name);
        }

        var named = (skus ?? []).Select(s => s?.Trim() ?? "").Distinct(StringComparer.Ordinal).ToList();
        if (named.Count > MostSkus || named.Exists(s => s.Length is 0 or > LongestSku))
        {
            throw StoreProblems.TooManySkus.Because(MostSkus);
        }

        if (named.Count == 0)
        {
            var open = await db.StoreImports.Where(i => i.StoreId == store.Id && (i.Status == StoreImportStatus.Queued || i.Status == StoreImportStatus.Running) && i.ListingsReadAt == null)
                .OrderByDescending(i => i.Id).Take(20).ToListAsync(cancellationToken);
            if (open.Find(i => i.Skus.Count == 0) is { } underWay)
            {
                return underWay;
            }
        }

        var now = clock.GetUtcNow();
        var import = new StoreImport { WorkspaceId = store.WorkspaceId, StoreId = store.Id, Skus = named, RequestedBy = actor.MemberId, CreatedAt = now };
        db.StoreImports.Add(import);
        db.Audit(actor, "store.importRequested", "store", store.Id, now, new() { ["import"] = import.Id.ToString(), ["skus"] = named.Count.ToString(System.Globalization.CultureInfo.InvariantCulture) });
        await queue.AddAsync(ReadStoreWork.Kind, import.Id, store.Name, lane: store.Id.ToString(), cancellationToken: cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        return import;
    }
}
