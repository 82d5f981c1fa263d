using MainImageHub.Domain;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Products;
using MainImageHub.Web.Http;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Plan;

/// <summary>What the API and the pages both ask of products and main images.</summary>
public static class PlanQueries
{
    private const int LongestQuery = 200;

    public static IQueryable<Product> Matching(this IQueryable<Product> products, string? query)
    {
        if (string.IsNullOrWhiteSpace(query))
        {
            return products;
        }

        var pattern = Pattern(query);
        return products.Where(p => EF.Functions.ILike(p.Sku, pattern, "\\") || EF.Functions.ILike(p.Title, pattern, "\\"));
    }

    public static string Pattern(string query) => $"%{Exactly(query)}%";

    /// <summary>For <c>ilike</c> with the escape character <c>\</c>: these very words, whatever signs they have.</summary>
    public static string Exactly(string words)
    {
        var cut = words.Trim();
        cut = cut.Length > LongestQuery ? cut[..LongestQuery] : cut;
        return cut.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
    }

    public static async Task<Product> ProductAsync(this HubDbContext db, Guid id, CancellationToken cancellationToken) =>
        await db.Products.SingleOrDefaultAsync(p => p.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because();

    public static async Task<MainImage> MainImageAsync(this HubDbContext db, Guid id, CancellationToken cancellationToken) =>
        await db.MainImages.SingleOrDefaultAsync(i => i.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because();

    public static LiveView? Live(this MainImage image) => image.LiveVersionId is { } live ? new LiveView(live, image.LiveSince ?? image.UpdatedAt) : null;

    /// <summary>The newest version, while it is not the one that is live.</summary>
    public static WorkView? Work(this MainImage image) => image.WorkVersionId is { } work && work != image.LiveVersionId
        ? new WorkView(work, image.ApprovedVersionId == work ? LifecycleStage.Upload : LifecycleStage.Design)
        : null;

    public static MainImageLine Line(this MainImage image, Product product) => new(
        image.Id, image.Stage, image.Live(), image.Work(), new ProductOfImage(product.Id, product.Sku, product.Title), ScopeView.Of(image.Scope), image.Slot, image.OwnerId, image.DueOn, image.UpdatedAt);
}
