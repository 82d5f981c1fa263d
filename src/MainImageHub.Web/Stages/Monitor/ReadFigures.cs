using MainImageHub.Domain.Metrics;
using MainImageHub.Domain.Listings;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Monitor;

/// <summary>Asks for a store's figures to be read now, instead of at night.</summary>
public sealed class ReadFigures(HubDbContext db, CurrentMember member, StoreConnections connections, WorkQueue queue, TimeProvider clock)
{
    public async Task<Store> StartAsync(Guid storeId, CancellationToken cancellationToken)
    {
        var store = await db.Stores.SingleOrDefaultAsync(s => s.Id == storeId, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        member.RequireStore(store);
        var connector = connections.ConnectorFor(store);
        if (connector.Capabilities.Figures.Count == 0)
        {
            throw MonitorProblems.NothingToRead.Because(connector.Capabilities.Name.En);
        }

        await queue.AddAsync(FiguresWork.Kind, store.Id, store.Name, lane: store.Id.ToString(), cancellationToken: cancellationToken);
        db.Audit(member.Actor, "store.figuresAsked", "store", store.Id, clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        return store;
    }
}
