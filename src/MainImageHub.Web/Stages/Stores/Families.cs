using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Stores;

/// <summary>Families are named by their parent SKU and come into being with their first variant.</summary>
public static class Families
{
    public static async Task<Guid> FindOrAddAsync(HubDbContext db, Guid workspaceId, string sku, CancellationToken cancellationToken)
    {
        // Written at once: variants of a new family arrive side by side, and each of them may be the first.
        var id = Guid.CreateVersion7();
        await db.Database.ExecuteSqlAsync($"insert into product_family (id, workspace_id, sku) values ({id}, {workspaceId}, {sku}) on conflict do nothing", cancellationToken);
        return await db.ProductFamilies.Where(f => f.Sku == sku).Select(f => f.Id).SingleAsync(cancellationToken);
    }
}
