using MainImageHub.Domain.Products;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Plan;

/// <summary>Adds products and changes what is known of them.</summary>
public sealed class EditProducts(HubDbContext db, CurrentMember me, WorkQueue queue, TimeProvider clock)
{
    public const int LongestSku = 100;
    public const int LongestTitle = 500;
    public const int LongestText = 200;
    public const int LongestAttribute = 1000;
    private const int MostAttributes = 200;

    public async Task<Product> AddAsync(ProductRequest request, CancellationToken cancellationToken)
    {
        var sku = request.Sku?.Trim() is { Length: > 0 and <= LongestSku } given ? given : throw PlanProblems.SkuInvalid.Because(LongestSku);
        var title = TitleOf(request.Title);
        RequireFits(request);
        var now = clock.GetUtcNow();
        var product = new Product { WorkspaceId = me.WorkspaceId, Sku = sku, Title = title, CreatedAt = now, UpdatedAt = now };
        await FillAsync(product, request, cancellationToken);
        db.Products.Add(product);
        db.Audit(me.Actor, "product.added", "product", product.Id, now, new() { ["sku"] = sku });
        await db.SaveChangesAsync(() => RequireFreeAsync(sku, cancellationToken), cancellationToken);
        return product;
    }

    public async Task ReviseAsync(Product product, ProductRequest request, CancellationToken cancellationToken)
    {
        me.RequireProduct(product);
        if (request.Sku is not null && request.Sku.Trim() != product.Sku)
        {
            throw PlanProblems.SkuFixed.Because(product.Sku);
        }

        RequireFits(request);
        var category = product.Category;
        product.Title = request.Title is null ? product.Title : TitleOf(request.Title);
        await FillAsync(product, request, cancellationToken);
        product.UpdatedAt = clock.GetUtcNow();
        db.Audit(me.Actor, "product.changed", "product", product.Id, product.UpdatedAt, new() { ["sku"] = product.Sku });
        if (product.Category != category)
        {
            await queue.AddAsync(RejudgeProductWork.Kind, product.Id, product.Sku, lane: Rejudgings.Lane(me.WorkspaceId), cancellationToken: cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
    }

    /// <summary>Takes back a product that was added by mistake. One that has a main image or is listed stays: their history would go with it.</summary>
    public async Task RemoveAsync(Product product, CancellationToken cancellationToken)
    {
        me.RequireProduct(product);

        // Main images and listings refer to the row: whoever is adding one is waited for, or waits.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"select 1 from product where id = {product.Id} for update", cancellationToken);
        if (await IsUsedAsync(product.Id, cancellationToken))
        {
            throw PlanProblems.ProductInUse.Because(product.Sku);
        }

        db.Products.Remove(product);
        db.Audit(me.Actor, "product.removed", "product", product.Id, clock.GetUtcNow(), new() { ["sku"] = product.Sku });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<bool> IsUsedAsync(Guid id, CancellationToken cancellationToken) =>
        await db.MainImages.AnyAsync(i => i.ProductId == id, cancellationToken) || await db.Listings.AnyAsync(l => l.ProductId == id, cancellationToken);

    private async Task RequireFreeAsync(string sku, CancellationToken cancellationToken)
    {
        if (await db.Products.AnyAsync(p => p.Sku == sku, cancellationToken))
        {
            throw PlanProblems.SkuTaken.Because(sku);
        }
    }

    private async Task FillAsync(Product product, ProductRequest request, CancellationToken cancellationToken)
    {
        product.Brand = request.Brand is null ? product.Brand : Blank(request.Brand);
        me.RequireProduct(product);
        product.Category = request.Category is null ? product.Category : Blank(request.Category);
        if (request.Attributes is { } attributes)
        {
            product.Attributes = attributes.Where(a => !string.IsNullOrWhiteSpace(a.Value)).ToDictionary(a => a.Key, a => a.Value!);
        }

        if (request.FamilySku is { } family)
        {
            product.FamilyId = string.IsNullOrWhiteSpace(family) ? null : await Families.FindOrAddAsync(db, me.WorkspaceId, family.Trim(), cancellationToken);
        }
    }

    private static string TitleOf(string? title) =>
        title?.Trim() is { Length: > 0 and <= LongestTitle } given ? given : throw PlanProblems.TitleInvalid.Because(LongestTitle);

    private static void RequireFits(ProductRequest request)
    {
        (LocalText Name, string? Value, int Most)[] texts =
        [
            (new("Brand", "品牌"), request.Brand, LongestText), (new("Category", "类目"), request.Category, LongestText), (new("Family", "父体 SKU"), request.FamilySku, LongestSku),
        ];
        foreach (var (name, value, most) in texts)
        {
            if (value?.Length > most)
            {
                throw PlanProblems.TooLong(name, most);
            }
        }

        if (request.Attributes is { } attributes && (attributes.Count > MostAttributes || attributes.Any(a => a.Key.Length is 0 or > 100 || a.Value?.Length > LongestAttribute)))
        {
            throw PlanProblems.TooManyAttributes.Because(MostAttributes);
        }
    }

    private static string? Blank(string text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
