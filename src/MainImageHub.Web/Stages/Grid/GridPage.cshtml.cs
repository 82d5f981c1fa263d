using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Library;
using MainImageHub.Web.Stages.Plan;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Grid;

/// <summary>The screen people live in: products beside the places where they are sold, and what is to be done about many cells at once.</summary>
[Requires(HubAction.Read)]
public sealed class GridPageModel(
    ReadGrid grid, GridOrders orders, GridExport export, SavedViews views, BriefDesks desks, HubDbContext db, CurrentMember me, PlaceNames names, IStringLocalizer<GridWords> words, TimeProvider clock) : PageModel
{
    private const string AllFamilies = "all";
    private const int MostPeople = 500;

    private HashSet<Guid> opened = [];

    [BindProperty(SupportsGet = true, Name = "cursor")]
    public string? Cursor { get; set; }

    /// <summary>The families that are unfolded, by id with commas between, or <c>all</c>.</summary>
    [BindProperty(SupportsGet = true, Name = "open")]
    public string? Open { get; set; }

    public GridFilter Filter { get; private set; } = new();

    public GridTable Table { get; private set; } = null!;

    public IReadOnlyList<SavedView> Views { get; private set; } = [];

    public IReadOnlyList<BriefDesk.Person> People { get; private set; } = [];

    /// <summary>Places that can be asked for, by their codes and names.</summary>
    public IReadOnlyList<(string Code, string Name)> Marketplaces { get; private set; } = [];

    public IReadOnlyList<(string Code, string Name)> Sites { get; private set; } = [];

    public IReadOnlyList<(string Code, string Name)> Stores { get; private set; } = [];

    /// <summary>For the brief of many cells; null for those who may not write one.</summary>
    public BriefDesk? Desk { get; private set; }

    /// <summary>What became of each cell of the order just given.</summary>
    public IReadOnlyList<CellResult> Results { get; private set; } = [];

    public string Address => $"/w/{me.Workspace.Slug}/grid";

    /// <summary>This very list: where an order of it comes back to.</summary>
    public string Here => With([]);

    public string First => Address + With([("cursor", null)]);

    public bool IsFiltered => Request.Query.Any(q => q.Key is not ("cursor" or "open" or "handler") && !string.IsNullOrEmpty(q.Value));

    public SavedViewsPart Saved => new(Address, Here, Views, IsFiltered);

    public string? Next => Table.NextCursor is null ? null : Address + With([("cursor", Table.NextCursor)]);

    /// <summary>The plan page plans nothing else.</summary>
    public bool IsMainSlot => PlanMainImage.SlotOf(Filter.Slot) == MainImage.MainSlot;

    public bool MayOrder => me.May(HubAction.EditBriefs);

    /// <summary>What would be refused is not offered.</summary>
    public bool MayPick(GridProduct product, GridColumn column) => MayOrder && me.Member.WorksOnBrand(product.Brand) && (column.Scope.StoreId is not { } store || me.Member.WorksOnStore(store));

    public bool IsOpen(GridFamily family) => Open == AllFamilies || opened.Contains(family.Id);

    /// <summary>The same list with that family folded, or unfolded.</summary>
    public string Toggle(GridFamily family)
    {
        var shown = Table.Items.Select(i => i.Family).OfType<GridFamily>().Where(IsOpen).Select(f => f.Id).Concat(opened).ToHashSet();
        if (!shown.Remove(family.Id))
        {
            shown.Add(family.Id);
        }

        return Address + With([("open", shown.Count == 0 ? null : string.Join(',', shown.Order()))]);
    }

    public string ToggleAll => Address + With([("open", Open == AllFamilies ? null : AllFamilies)]);

    public async Task OnGetAsync([FromQuery] GridFilter filter, CancellationToken cancellationToken) => await ShowAsync(filter, cancellationToken);

    public async Task<IActionResult> OnGetExportAsync([FromQuery] GridFilter filter, CancellationToken cancellationToken)
    {
        // Refused before the first byte, while a page can still say so.
        _ = filter.Read(me, me.Today(clock));
        _ = filter.Fits(Scope.Product);
        _ = filter.Hidden;
        Response.ContentType = "text/csv; charset=utf-8";
        Response.Headers.ContentDisposition = $"attachment; filename=\"grid-{me.Today(clock):yyyyMMdd}.csv\"";
        await export.WriteAsync(Response.Body, filter, cancellationToken);
        return new EmptyResult();
    }

    [Requires(HubAction.EditBriefs)]
    public async Task<IActionResult> OnPostOverrideAsync([FromQuery] GridFilter filter, List<string>? cells, CancellationToken cancellationToken)
    {
        Results = await orders.OverrideAsync(cells, filter.Slot, cancellationToken);
        return await ShowAsync(filter, cancellationToken);
    }

    [Requires(HubAction.EditBriefs)]
    public async Task<IActionResult> OnPostBriefAsync([FromQuery] GridFilter filter, List<string>? cells, BriefForm form, CancellationToken cancellationToken)
    {
        Results = await orders.BriefAsync(cells, filter.Slot, form, cancellationToken);
        return await ShowAsync(filter, cancellationToken);
    }

    [Requires(HubAction.EditBriefs)]
    public async Task<IActionResult> OnPostAssignAsync([FromQuery] GridFilter filter, List<string>? cells, Guid? ownerId, DateOnly? dueOn, CancellationToken cancellationToken)
    {
        Results = await orders.AssignAsync(cells, filter.Slot, ownerId, dueOn, cancellationToken);
        return await ShowAsync(filter, cancellationToken);
    }

    [Requires(HubAction.Retire)]
    public async Task<IActionResult> OnPostResetAsync([FromQuery] GridFilter filter, List<string>? cells, CancellationToken cancellationToken)
    {
        var (image, isReset, cell) = await orders.ResetAsync(cells, filter.Slot, cancellationToken);
        if (!isReset)
        {
            TempData.Alert(words["ResetAsks", cell.Product.Sku, cell.Place, cell.From!], AlertKind.Problem, "grid.resetAsks");
            return LocalRedirect($"/w/{me.Workspace.Slug}/images/{image}/retire");
        }

        Results = [cell];
        return await ShowAsync(filter, cancellationToken);
    }

    [Requires(HubAction.Read)]
    public async Task<IActionResult> OnPostKeepViewAsync(string? name, string? back, CancellationToken cancellationToken)
    {
        var view = await views.KeepAsync(SavedView.Grid, name, back, cancellationToken);
        return Back(view.Query);
    }

    [Requires(HubAction.Read)]
    public async Task<IActionResult> OnPostDropViewAsync(Guid id, string? back, CancellationToken cancellationToken)
    {
        await views.DropAsync(id, cancellationToken);
        return Back(back);
    }

    private async Task<IActionResult> ShowAsync(GridFilter filter, CancellationToken cancellationToken)
    {
        Filter = filter;
        opened = (Open ?? "").Split(',').Select(id => Guid.TryParse(id, out var known) ? known : Guid.Empty).Where(id => id != Guid.Empty).ToHashSet();
        Table = await grid.ReadAsync(filter, new PageQuery { Cursor = Cursor }, folds: true, cancellationToken);
        Views = await views.ListAsync(SavedView.Grid, cancellationToken);
        People = await db.Members.AsNoTracking().Where(m => m.DeactivatedAt == null).OrderBy(m => m.Name).Take(MostPeople).Select(m => new BriefDesk.Person(m.Id, m.Name)).ToListAsync(cancellationToken);
        Desk = MayOrder ? await desks.OpenAsync(new BriefForm(), site: null, category: null, cancellationToken) : null;
        Marketplaces = [.. Table.All.Where(c => c.Scope.Kind == ScopeKind.Marketplace).Select(c => (c.Key, names.Marketplace(c.Key)))];
        Sites = [.. Table.All.Where(c => c.Scope.Kind == ScopeKind.Site).Select(c => (c.Key, c.Name))];
        Stores = [.. Table.All.Where(c => c.Scope.Kind == ScopeKind.Store).Select(c => (c.Scope.StoreId!.Value.ToString(), c.Name))];
        return Page();
    }

    /// <summary>The address's query with other values of these words; those without a value are left out.</summary>
    private string With(IReadOnlyList<(string Word, string? Value)> changes) => QueryString.Create(
        Request.Query.Where(q => q.Key != "handler" && !changes.Any(c => c.Word == q.Key) && !string.IsNullOrEmpty(q.Value)).Select(q => KeyValuePair.Create(q.Key, (string?)q.Value.ToString()))
            .Concat(changes.Where(c => c.Value is not null).Select(c => KeyValuePair.Create(c.Word, c.Value)))).ToString();

    /// <summary>Only ever to this page, whatever the form says.</summary>
    private LocalRedirectResult Back(string? query) => LocalRedirect(query is ['?', ..] ? Address + query : Address);
}

/// <summary>What a folded family says of its variants at one place: always the worst of them.</summary>
public sealed record GridFold(int Variants, int Listed, int WithPicture, int Missing, int Covered, Guid? AssetId, Verdict? Verdict, GridProof? Proof, bool TestRunning, bool NextInWork, bool IsOverdue)
{
    /// <summary>Neither a picture nor a listing.</summary>
    public int Unlisted => Variants - WithPicture - Missing - Covered;

    public static GridFold Of(IReadOnlyList<GridRow> rows, int column)
    {
        var cells = rows.Select(r => r.Cells[column]).ToList();
        var worst = cells.Max(c => c.Verdict);
        // Where one was not judged, the others' pass is not the family's.
        var verdict = worst == Domain.Rules.Verdict.Pass && cells.Exists(c => c.Version is not null && c.Verdict is null) ? null : worst;
        return new GridFold(
            cells.Count, cells.Count(c => c.IsListed), cells.Count(c => c.MainImageId is not null), cells.Count(c => c.State == GridState.Missing), cells.Count(c => c.State == GridState.Covered), cells.Select(c => c.Version?.AssetId).FirstOrDefault(id => id is not null),
            verdict, cells.Max(c => c.Seen?.Proof), cells.Exists(c => c.TestRunning), cells.Exists(c => c.NextInWork), cells.Exists(c => c.IsOverdue));
    }
}
