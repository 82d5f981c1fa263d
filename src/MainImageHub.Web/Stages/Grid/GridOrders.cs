using MainImageHub.Domain;
using MainImageHub.Domain.Briefs;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Retirements;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Plan;
using MainImageHub.Web.Stages.Retire;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Grid;

/// <summary>What is done to cells that somebody chose: each order is carried out whole, with a result for every cell, or not at all.</summary>
public sealed class GridOrders(HubDbContext db, CurrentMember me, PlanMainImage plan, RetireMainImage retire, GridColumns columns, IStringLocalizer<GridWords> words)
{
    public const int Most = 200;

    private const string FamilyPrefix = "family:";

    /// <summary>Plans a picture of its own for each place that has none; its brief is that of the picture it inherited until now.</summary>
    public async Task<IReadOnlyList<CellResult>> OverrideAsync(IReadOnlyList<string>? cells, string? slot, CancellationToken cancellationToken)
    {
        var chosen = await ReadAsync(cells, slot, cancellationToken);
        var free = chosen.Where(c => c.Own is null).ToList();
        var planned = await plan.OrderAsync(free.ConvertAll(c => c.ToPlan(null, null, null)), [], cancellationToken);
        return Results(chosen, free, planned, CellOutcome.HasOwn);
    }

    /// <summary>One brief for all of them: what it leaves empty stays as it was. Places without a picture of their own get one planned.</summary>
    public async Task<IReadOnlyList<CellResult>> BriefAsync(IReadOnlyList<string>? cells, string? slot, BriefForm form, CancellationToken cancellationToken)
    {
        var request = form.ToRequest();
        var brief = Briefing.Read(request);
        if (BriefCompleteness.Look(brief, hasOwner: false, hasDueDate: false).Filled == 0 && brief is { Campaign: null, Notes: null })
        {
            throw GridProblems.BriefEmpty.Because();
        }

        var chosen = await ReadAsync(cells, slot, cancellationToken);
        var free = chosen.Where(c => c.Own is null).ToList();
        var revisions = (await OwnAsync(chosen, cancellationToken)).ConvertAll(i => new BriefRevision(i, brief.FilledFrom(i.Brief), Assigns: true, form.OwnerId ?? i.OwnerId, form.DueOn ?? i.DueOn));
        var planned = await plan.OrderAsync(free.ConvertAll(c => c.ToPlan(request, form.OwnerId, form.DueOn)), revisions, cancellationToken);
        return Results(chosen, free, planned, CellOutcome.BriefWritten);
    }

    /// <summary>Sets the owner, the due date or both where a place has a picture of its own; an inherited one is assigned where it is planned.</summary>
    public async Task<IReadOnlyList<CellResult>> AssignAsync(IReadOnlyList<string>? cells, string? slot, Guid? ownerId, DateOnly? dueOn, CancellationToken cancellationToken)
    {
        if (ownerId is null && dueOn is null)
        {
            throw GridProblems.NothingToAssign.Because();
        }

        var chosen = await ReadAsync(cells, slot, cancellationToken);
        var revisions = (await OwnAsync(chosen, cancellationToken)).ConvertAll(i => new BriefRevision(i, null, Assigns: true, ownerId ?? i.OwnerId, dueOn ?? i.DueOn));
        await plan.OrderAsync([], revisions, cancellationToken);
        return [.. chosen.Select(c => new CellResult(c.Product, c.Column.Name, c.Own is not null ? CellOutcome.Assigned : c.Inherited is not null ? CellOutcome.OnlyInherited : CellOutcome.NothingPlanned, c.InheritedFrom, c.Own?.Id))];
    }

    /// <summary>
    /// Gives up a place's own picture, so that the wider one counts again. At once only where nothing of it is or may come live; otherwise it has to be
    /// said what becomes of that, which is the retire page's question.
    /// </summary>
    /// <returns>The main image; and whether it is on its way out already.</returns>
    public async Task<(Guid MainImageId, bool IsReset, CellResult Cell)> ResetAsync(IReadOnlyList<string>? cells, string? slot, CancellationToken cancellationToken)
    {
        if (await ReadAsync(cells, slot, cancellationToken) is not [var cell])
        {
            throw GridProblems.OneAtATime.Because();
        }

        var own = cell.Own ?? throw GridProblems.NothingToReset.Because(cell.Product.Sku, cell.Column.Name);
        await me.RequireImageAsync(db, own.Id, cancellationToken);
        var result = new CellResult(cell.Product, cell.Column.Name, CellOutcome.Reset, cell.InheritedFrom ?? throw GridProblems.NothingToInherit.Because(cell.Product.Sku, cell.Column.Name), own.Id);
        var image = await db.MainImages.AsNoTracking().SingleAsync(i => i.Id == own.Id, cancellationToken);
        var isPushed = await db.Deployments.AnyAsync(d => d.MainImageId == own.Id && d.Status != DeploymentStatus.Cancelled, cancellationToken);
        if (image.Stage is not (LifecycleStage.Plan or LifecycleStage.Design) || isPushed)
        {
            return (own.Id, false, result);
        }

        await retire.HandleAsync(own.Id, new RetireOrder(words["ResetReason", result.From!], LiveFate.Keep, null, Retirement.DefaultRetainDays, Purge: false), cancellationToken);
        return (own.Id, true, result);
    }

    /// <summary>The products and stores that the cells stand for.</summary>
    public async Task<IReadOnlyList<(Guid ProductId, IReadOnlySet<Guid> Stores)>> PlacesAsync(IReadOnlyList<string>? cells, string? slot, int most, CancellationToken cancellationToken) =>
        (await ReadAsync(cells, slot, cancellationToken, most)).ConvertAll(c => (c.Product.Id, c.Column.Stores));

    private static List<CellResult> Results(List<Chosen> chosen, List<Chosen> free, IReadOnlyList<MainImage> planned, CellOutcome own)
    {
        var made = free.Zip(planned).ToDictionary(p => p.First, p => p.Second.Id);
        return chosen.ConvertAll(c => made.TryGetValue(c, out var id)
            ? new CellResult(c.Product, c.Column.Name, c.Inherited is null ? CellOutcome.Planned : CellOutcome.Overridden, c.InheritedFrom, id)
            : new CellResult(c.Product, c.Column.Name, own, null, c.Own!.Id));
    }

    private async Task<List<MainImage>> OwnAsync(List<Chosen> chosen, CancellationToken cancellationToken)
    {
        var ids = chosen.Select(c => c.Own?.Id).OfType<Guid>().ToArray();
        return await db.MainImages.Where(i => ids.Contains(i.Id)).OrderBy(i => i.Id).ToListAsync(cancellationToken);
    }

    /// <summary>Cells come as <c>{product}|{place}</c>, or <c>family:{family}|{place}</c> for all its variants.</summary>
    private async Task<List<Chosen>> ReadAsync(IReadOnlyList<string>? cells, string? slot, CancellationToken cancellationToken, int most = Most)
    {
        if (cells is null || cells.Count == 0)
        {
            throw GridProblems.NothingChosen.Because();
        }

        if (cells.Count > most)
        {
            throw GridProblems.TooMany.Because(most);
        }

        var places = (await columns.ReadAsync(cancellationToken)).ToDictionary(c => c.Key, StringComparer.Ordinal);
        var named = cells.Distinct(StringComparer.Ordinal).Select(c => c.Split('|') is [var what, var place] && places.TryGetValue(place, out var column)
            && Guid.TryParse(what.StartsWith(FamilyPrefix, StringComparison.Ordinal) ? what[FamilyPrefix.Length..] : what, out var id)
                ? (Id: id, IsFamily: what.StartsWith(FamilyPrefix, StringComparison.Ordinal), Column: column)
                : throw GridProblems.CellUnknown.Because()).ToList();
        var productIds = named.Where(n => !n.IsFamily).Select(n => n.Id).ToArray();
        var familyIds = named.Where(n => n.IsFamily).Select(n => n.Id).ToArray();
        var products = await db.Products.AsNoTracking().Where(p => productIds.Contains(p.Id) || (p.FamilyId != null && familyIds.Contains(p.FamilyId.Value))).OrderBy(p => p.Sku).Take(most + 1)
            .Select(p => new GridProduct(p.Id, p.Sku, p.Title, p.Brand, p.FamilyId)).ToListAsync(cancellationToken);
        var wanted = named.SelectMany(n => products.Where(p => n.IsFamily ? p.FamilyId == n.Id : p.Id == n.Id).Select(p => (Product: p, n.Column)).DefaultIfEmpty()).Distinct().ToList();
        if (products.Count > most || wanted.Count > most)
        {
            throw GridProblems.TooMany.Because(most);
        }

        if (wanted.Exists(w => w.Product is null))
        {
            throw GridProblems.CellUnknown.Because();
        }

        var ids = products.ConvertAll(p => p.Id).ToArray();
        var kept = PlanMainImage.SlotOf(slot);
        var images = (await db.MainImages.AsNoTracking().Where(i => ids.Contains(i.ProductId) && i.Slot == kept && i.RetiredAt == null)
            .Select(i => new PlannedImage(i.Id, i.ProductId, i.Scope)).ToListAsync(cancellationToken)).ToLookup(i => i.ProductId);
        return wanted.ConvertAll(w =>
        {
            var own = images[w.Product.Id].FirstOrDefault(i => i.Scope.Key == w.Column.Key);
            var wider = Scope.Resolve(images[w.Product.Id].Where(i => i != own), i => i.Scope, w.Column.Scope);
            return new Chosen(w.Product, w.Column, kept, own, wider, wider is null ? null : places[wider.Scope.Key].Name);
        });
    }

    private sealed record PlannedImage(Guid Id, Guid ProductId, Scope Scope);

    /// <param name="Own">Planned for this very place.</param>
    /// <param name="Inherited">What counts there without it.</param>
    /// <param name="InheritedFrom">Where that is planned, as a person reads it.</param>
    private sealed record Chosen(GridProduct Product, GridColumn Column, string Slot, PlannedImage? Own, PlannedImage? Inherited, string? InheritedFrom)
    {
        public PlanImageRequest ToPlan(BriefRequest? brief, Guid? ownerId, DateOnly? dueOn) => Column.Scope is { Kind: ScopeKind.Store } store
            ? new(Product.Id, null, null, store.StoreId, Slot, brief, ownerId, dueOn, BriefFromId: Inherited?.Id)
            : new(Product.Id, Column.Scope.Marketplace, Column.Scope.Site, null, Slot, brief, ownerId, dueOn, BriefFromId: Inherited?.Id);
    }
}

/// <summary>What became of one cell of an order.</summary>
public enum CellOutcome
{
    /// <summary>A picture of its own is planned; the brief is that of the one it inherited.</summary>
    Overridden,

    /// <summary>A picture is planned where nothing was to be inherited.</summary>
    Planned,

    /// <summary>Left as it is: it has its own already.</summary>
    HasOwn,

    BriefWritten,
    Assigned,

    /// <summary>Left as it is: the picture is a wider place's.</summary>
    OnlyInherited,

    /// <summary>Left as it is: there is no picture.</summary>
    NothingPlanned,

    Reset,
}

/// <param name="Place">As a person reads it.</param>
/// <param name="From">The wider place that the picture is or was inherited from, as a person reads it.</param>
public sealed record CellResult(GridProduct Product, string Place, CellOutcome Outcome, string? From, Guid? MainImageId);
