using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Shared;

internal static class Skus
{
    /// <summary>The SKU of a main image's product: what people look for on the Jobs page, which says the kind of work by itself.</summary>
    public static Task<string> SkuOfAsync(this HubDbContext db, Guid mainImageId, CancellationToken cancellationToken) =>
        db.MainImages.Where(i => i.Id == mainImageId).Join(db.Products, i => i.ProductId, p => p.Id, (_, p) => p.Sku).SingleAsync(cancellationToken);
}
