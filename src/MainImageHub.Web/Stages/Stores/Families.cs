using MainImageHub.Domain.Products;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Stores;

/// <summary>Families are named by their parent SKU and come into being with their first variant.</summary>
public static class Families
{
    public static async Task<Guid> FindOrAddAsync(HubDbContext db, Guid workspaceId, string sku, CancellationToken cancellationToken)
    {
        var family = db.ProductFamilies.Local.FirstOrDefault(f => f.Sku == sku) ?? await db.ProductFamilies.FirstOrDefaultAsync(f => f.Sku == sku, cancellationToken);
        if (family is null)
        {
            family = new ProductFamily { WorkspaceId = workspaceId, Sku = sku };
            db.ProductFamilies.Add(family);
        }

        return family.Id;
    }
}
