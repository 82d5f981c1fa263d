using MainImageHub.Domain;
using MainImageHub.Domain.Drops;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Plan;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design.Drops;

/// <summary>A person's word on one file: where it goes, or that it is left out.</summary>
public sealed class ChangeDropFile(HubDbContext db, CurrentMember me, KeepDrop drops, PlanMainImage plan)
{
    /// <summary>Sends a file to a product's main image at a place, there already or not.</summary>
    public async Task PlaceAsync(Guid dropId, Guid fileId, PlaceRequest request, CancellationToken cancellationToken)
    {
        var file = await OpenAsync(dropId, fileId, cancellationToken);
        var sku = request.Sku?.Trim() ?? "";
        var product = await db.Products.AsNoTracking().SingleOrDefaultAsync(p => p.Sku == sku, cancellationToken) ?? throw DropProblems.SkuUnknown.Because(sku);
        me.RequireProduct(product);
        var (scope, slot) = (await plan.ScopeOfAsync(request.Marketplace, request.Site, request.StoreId, cancellationToken), PlanMainImage.SlotOf(request.Slot));
        var key = scope.Key;
        var image = await db.MainImages.AsNoTracking().Where(i => i.ProductId == product.Id && i.ScopeKey == key && i.Slot == slot && i.RetiredAt == null).Select(i => (Guid?)i.Id).SingleOrDefaultAsync(cancellationToken);
        file.Choose(new DropPlace(product.Id, scope, slot, image));
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Takes one of the places that the name left open.</summary>
    public async Task ChooseAsync(Guid dropId, Guid fileId, int candidate, CancellationToken cancellationToken)
    {
        var file = await OpenAsync(dropId, fileId, cancellationToken);
        file.Choose(file.Candidates.ElementAtOrDefault(candidate) ?? throw HttpProblems.Changed.Because());
        await db.SaveChangesAsync(cancellationToken);
    }

    public async Task LeaveOutAsync(Guid dropId, IReadOnlyCollection<Guid> fileIds, bool leftOut, CancellationToken cancellationToken)
    {
        var drop = await drops.MineAsync(dropId, cancellationToken);
        var files = await db.DropFiles.Where(f => f.DropId == drop.Id && fileIds.Contains(f.Id)).ToListAsync(cancellationToken);
        if (files.Count != fileIds.Count)
        {
            throw HttpProblems.NotFound.Because();
        }

        foreach (var file in files)
        {
            file.LeftOut = file.IsOpen ? leftOut : throw DropProblems.Settled.Because();
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task<DropFile> OpenAsync(Guid dropId, Guid fileId, CancellationToken cancellationToken)
    {
        var drop = await drops.MineAsync(dropId, cancellationToken);
        var file = await db.DropFiles.SingleOrDefaultAsync(f => f.Id == fileId && f.DropId == drop.Id, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        return file.IsOpen ? file : throw DropProblems.Settled.Because();
    }
}

/// <param name="Sku">Of the product.</param>
/// <param name="Slot"><c>MAIN</c> when left out.</param>
public sealed record PlaceRequest(string? Sku, string? Marketplace, string? Site, Guid? StoreId, string? Slot);
