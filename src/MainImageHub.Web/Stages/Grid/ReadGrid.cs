using MainImageHub.Domain;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Products;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Plan;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Grid;

/// <summary>
/// One page of the grid, by SKU. Postgres finds products that may have a cell of the kind asked for; whether they have is decided on the cells
/// themselves, as they are shown, so that the list and its cells never disagree.
/// </summary>
public sealed class ReadGrid(HubDbContext db, CurrentMember me, GridColumns columns, TimeProvider clock)
{
    /// <summary>Variants of one family that are read at once.</summary>
    public const int MostVariants = 100;

    private const int MostProducts = 500;
    private const int MostSiblings = 2000;
    private const int VariantsInARow = 4;
    private const int MostRounds = 8;

    /// <param name="filter">What is asked for.</param>
    /// <param name="page">How many rows, and after which.</param>
    /// <param name="folds">A family is one row, with its variants in it; otherwise each product is one.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public async Task<GridTable> ReadAsync(GridFilter filter, PageQuery page, bool folds, CancellationToken cancellationToken)
    {
        var wish = filter.Read(me, me.Today(clock));
        var all = await columns.ReadAsync(cancellationToken);
        var shown = GridColumns.Shown(all, filter);
        var candidates = Candidates(filter, wish, all);
        var (items, last, take) = (new List<(GridItem Item, GridProduct Head)>(), await LastOfAsync(page, cancellationToken), page.Take);
        for (var round = 1; ; round++)
        {
            var (groups, end) = await GroupsAsync(candidates, last, folds, filter.AsksOfCells, take, cancellationToken);
            items.AddRange(await FillAsync(groups, shown, all, filter, wish, cancellationToken));
            if (items.Count >= take || end is null)
            {
                var next = items.Count > take || (items.Count == take && end is not null) ? PageQuery.CursorOf(items[take - 1].Head.Id) : null;
                return new GridTable(shown, [.. items.Take(take).Select(i => i.Item)], next, all);
            }

            last = end.Sku;
            if (!filter.AsksOfCells || round == MostRounds)
            {
                return new GridTable(shown, [.. items.Select(i => i.Item)], PageQuery.CursorOf(end.Id), all);
            }
        }
    }

    private async Task<List<(GridItem, GridProduct)>> FillAsync(List<Group> groups, IReadOnlyList<GridColumn> shown, IReadOnlyList<GridColumn> all, GridFilter filter, GridWish wish, CancellationToken cancellationToken)
    {
        if (groups.Count == 0)
        {
            return [];
        }

        var facts = await GridFacts.ReadAsync(db, [.. groups.SelectMany(g => g.Products).Select(p => p.Id)], wish.Slot, cancellationToken);
        var cells = new GridCells(shown, all, facts, wish.Today);
        var asked = shown.Where(c => c.IsAsked).Select(c => c.Key).ToHashSet(StringComparer.Ordinal);
        var familyIds = groups.Select(g => g.Head.FamilyId).OfType<Guid>().Distinct().ToArray();
        var families = await db.ProductFamilies.AsNoTracking().Where(f => familyIds.Contains(f.Id)).ToDictionaryAsync(f => f.Id, f => new GridFamily(f.Id, f.Sku), cancellationToken);
        var items = new List<(GridItem, GridProduct)>();
        foreach (var group in groups)
        {
            var rows = group.Products.Select(p => new GridRow(p, cells.Of(p.Id))).Where(r => !filter.AsksOfCells || r.Cells.Any(c => asked.Contains(c.Place) && wish.Holds(c))).ToList();
            if (rows.Count > 0)
            {
                items.Add((new GridItem(group.Head.FamilyId is { } family ? families.GetValueOrDefault(family) : null, rows, group.HasMore), group.Head));
            }
        }

        return items;
    }

    /// <summary>The SKU after which the page begins; null for the first one.</summary>
    private async Task<string?> LastOfAsync(PageQuery page, CancellationToken cancellationToken)
    {
        var last = page.Before;
        return last == Guid.AllBitsSet ? null
            : await db.Products.Where(p => p.Id == last).Select(p => p.Sku).SingleOrDefaultAsync(cancellationToken) ?? throw HttpProblems.BadCursor.Because();
    }

    /// <summary>The next rows, and the last product that was looked at for them; none when there is nothing after it.</summary>
    private static async Task<(List<Group> Groups, GridProduct? End)> GroupsAsync(IQueryable<Product> candidates, string? after, bool folds, bool asksOfCells, int take, CancellationToken cancellationToken)
    {
        // Whether a product is its family's first is cheap to ask Postgres of names alone. What is asked of cells would be worked out anew for
        // each of its siblings: then more are read, and the family's first is told from what was found.
        var most = folds && asksOfCells ? take * VariantsInARow : take;
        var found = await AfterAsync(candidates, after, onlyFirstOfFamily: folds && !asksOfCells, most + 1, cancellationToken);
        var looked = found.Take(most).ToList();
        var familyIds = folds ? looked.Select(p => p.FamilyId).OfType<Guid>().Distinct().ToArray() : [];
        var variants = familyIds.Length == 0 ? [] : await candidates.Where(p => p.FamilyId != null && familyIds.Contains(p.FamilyId.Value)).OrderBy(p => p.Sku).Take(MostSiblings)
            .Select(p => new GridProduct(p.Id, p.Sku, p.Title, p.Brand, p.FamilyId)).ToListAsync(cancellationToken);
        var families = variants.GroupBy(v => v.FamilyId!.Value).ToDictionary(g => g.Key, g => g.ToList());
        var groups = new List<Group>();
        foreach (var product in looked)
        {
            var family = product.FamilyId is { } id && folds ? families.GetValueOrDefault(id) : null;
            if (family is null || family[0].Id == product.Id)
            {
                groups.Add(new Group(product, [.. (family ?? [product]).Take(MostVariants)], family?.Count > MostVariants));
            }
        }

        var (fitting, products) = (0, 0);
        while (fitting < Math.Min(groups.Count, take) && ((products += groups[fitting].Products.Count) <= MostProducts || fitting == 0))
        {
            fitting++;
        }

        return (groups[..fitting], fitting < groups.Count ? groups[fitting - 1].Head : found.Count > most ? looked[^1] : null);
    }

    private static Task<List<GridProduct>> AfterAsync(IQueryable<Product> candidates, string? after, bool onlyFirstOfFamily, int most, CancellationToken cancellationToken)
    {
#pragma warning disable CA1310 // Becomes a comparison in SQL, in the order of the index.
        var rest = after is null ? candidates : candidates.Where(p => p.Sku.CompareTo(after) > 0);
        rest = onlyFirstOfFamily ? rest.Where(p => p.FamilyId == null || !candidates.Any(n => n.FamilyId == p.FamilyId && n.Sku.CompareTo(p.Sku) < 0)) : rest;
#pragma warning restore CA1310
        return rest.OrderBy(p => p.Sku).Take(most).Select(p => new GridProduct(p.Id, p.Sku, p.Title, p.Brand, p.FamilyId)).ToListAsync(cancellationToken);
    }

    /// <summary>Products that may have a cell of the kind asked for: all that have one are among them.</summary>
    private IQueryable<Product> Candidates(GridFilter filter, GridWish wish, IReadOnlyList<GridColumn> all)
    {
        var products = db.Products.AsNoTracking().Matching(filter.Query);
        if (!string.IsNullOrWhiteSpace(filter.Brand))
        {
            var brand = PlanQueries.Exactly(filter.Brand);
            products = products.Where(p => EF.Functions.ILike(p.Brand!, brand, "\\"));
        }

        var slot = wish.Slot;
        var planned = db.MainImages.Where(i => i.Slot == slot && i.RetiredAt == null);
        if (filter.AsksOfPictures)
        {
            var pictures = Pictures(planned, filter, wish, all);
            products = products.Where(p => pictures.Any(i => i.ProductId == p.Id));
        }

        var stores = all.Where(c => filter.Fits(c.Scope)).SelectMany(c => c.Stores).Distinct().ToArray();
        return wish.State switch
        {
            null => products,
            // No cell without a picture has anything that a picture would answer.
            "missing" when filter.AsksOfPictures => products.Where(p => false),
            "missing" => products.Where(p => db.Listings.Any(l => l.ProductId == p.Id && stores.Contains(l.StoreId) && db.Stores.Any(s => s.Id == l.StoreId && !planned.Any(i =>
                i.ProductId == p.Id
                && (i.Scope.Marketplace == null || i.Scope.Marketplace == s.Marketplace)
                && (i.Scope.Site == null || i.Scope.Site == s.Site)
                && (i.Scope.StoreId == null || i.Scope.StoreId == s.Id))))),
            "inherited" => products.Where(p => db.Listings.Any(l => l.ProductId == p.Id && stores.Contains(l.StoreId)) && planned.Any(i => i.ProductId == p.Id && i.Scope.StoreId == null)),
            _ => products.Where(p => planned.Any(i => i.ProductId == p.Id && i.Scope.Marketplace != null && planned.Any(w =>
                w.ProductId == p.Id
                && (w.Scope.Marketplace == null
                    || (w.Scope.Marketplace == i.Scope.Marketplace && w.Scope.Site == null && i.Scope.Site != null)
                    || (w.Scope.Marketplace == i.Scope.Marketplace && w.Scope.Site == i.Scope.Site && w.Scope.StoreId == null && i.Scope.StoreId != null))))),
        };
    }

    /// <summary>The main images of the kind asked for. One that counts at a place asked for stands in a column that is shown, be it only for being inherited.</summary>
    private IQueryable<MainImage> Pictures(IQueryable<MainImage> planned, GridFilter filter, GridWish wish, IReadOnlyList<GridColumn> all)
    {
        if (filter.AsksOfPlaces)
        {
            var keys = GridColumns.Shown(all, filter with { Hide = null }).Select(c => c.Key).ToArray();
            planned = planned.Where(i => keys.Contains(i.ScopeKey));
        }

        planned = wish.Stage is { } stage ? planned.Where(i => i.Stage == stage) : planned;
        planned = wish.Owner is { } owner ? planned.Where(i => i.OwnerId == owner) : planned;
        if (wish.Overdue)
        {
            var today = wish.Today;
            planned = planned.Where(i => i.DueOn < today && (i.Stage == LifecycleStage.Plan || i.Stage == LifecycleStage.Design || i.Stage == LifecycleStage.Upload));
        }

        return wish.Verdict is { } verdict
            ? planned.Where(i => db.VersionCompliance.Any(c => c.VersionId == (i.LiveVersionId ?? i.ApprovedVersionId ?? i.WorkVersionId) && c.Verdict == verdict))
            : planned;
    }

    /// <param name="Head">The first by SKU: a family stands where it does.</param>
    private sealed record Group(GridProduct Head, IReadOnlyList<GridProduct> Products, bool HasMore);
}
