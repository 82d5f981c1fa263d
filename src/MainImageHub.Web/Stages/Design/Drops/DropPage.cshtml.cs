using MainImageHub.Domain;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Design.Drops;

/// <summary>One batch: what is missing, where each file goes and why, and the button that makes versions of them.</summary>
[Requires(HubAction.UploadVersions)]
public sealed class DropPageModel(HubDbContext db, ReadDrops read, KeepDrop keep, ChangeDropFile change, OrderDrop order, NamePatterns patterns, PlaceNames names, CurrentMember me, IStringLocalizer<DesignWords> words) : PageModel
{
    private const string AnyPlace = "*";
    private const string StorePrefix = "store:";

    public DropView Drop { get; private set; } = null!;

    public IReadOnlyList<DropFileView> Files { get; private set; } = [];

    public DropShow? Show { get; private set; }

    public string? Next { get; private set; }

    public IReadOnlyList<NamePatternView> Patterns { get; private set; } = [];

    /// <summary>By key, where a file can be sent by hand: where the workspace sells.</summary>
    public IReadOnlyList<(string Key, string Name)> Places { get; private set; } = [];

    /// <summary>Names of the stores that places speak of.</summary>
    public IReadOnlyDictionary<Guid, string> Stores { get; private set; } = new Dictionary<Guid, string>();

    public string Address => $"/w/{me.Workspace.Slug}/drop/{Drop.Id}";

    public bool MayChange => Drop.CreatedById == me.Id || !me.Member.IsNarrowed;

    public bool MayPlan => me.May(HubAction.EditBriefs);

    public async Task OnGetAsync(Guid id, DropShow? show, string? cursor, CancellationToken cancellationToken)
    {
        Drop = await read.OneAsync(id, cancellationToken);
        Show = show;
        var page = await read.FilesAsync(id, show, new PageQuery { Cursor = cursor, Limit = "100" }, cancellationToken);
        (Files, Next) = (page.Items, page.NextCursor);
        if (show is null && cursor is null)
        {
            // What waits for a person comes first, however many others there are.
            var open = await read.FilesAsync(id, DropShow.Open, new PageQuery { Limit = "100" }, cancellationToken);
            Files = [.. open.Items, .. Files.ExceptBy(open.Items.Select(f => f.Id), f => f.Id)];
        }

        Patterns = await patterns.ListAsync(cancellationToken);
        var stores = await db.Stores.AsNoTracking().OrderBy(s => s.Name).Take(200).ToListAsync(cancellationToken);
        Stores = await db.StoreNamesAsync(Files.SelectMany(f => f.Candidates.Concat(f.Place is { } place ? [place] : [])).Select(p => p.Scope), cancellationToken);
        Places =
        [
            (AnyPlace, names.Scope(Scope.Product, Stores)),
            .. stores.Select(s => s.SiteCode).Distinct().OrderBy(s => s.ToString(), StringComparer.Ordinal).Select(s => (s.ToString(), names.Site(s))),
            .. stores.Select(s => s.Marketplace).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(m => (m, names.Scope(Scope.ForMarketplace(m), Stores))),
            .. stores.Where(me.WorksOn).Select(s => ($"{StorePrefix}{s.Id:n}", words["drop.onlyStore", s.Name].Value)),
        ];
    }

    /// <summary>What the page's script is about to send.</summary>
    /// <returns>Of each file its row, and whether its bytes are wanted.</returns>
    [Requires(HubAction.UploadVersions)]
    public async Task<IActionResult> OnPostAnnounceAsync(Guid id, [FromBody] AnnounceRequest request, CancellationToken cancellationToken)
    {
        var rows = await keep.AnnounceAsync(id, request.Files ?? [], cancellationToken);
        return new JsonResult(rows.Select(r => new { r.Id, r.Name, Status = r.Status.ToString(), Problem = r.Problem?.Message.For(System.Globalization.CultureInfo.CurrentUICulture.Name) }));
    }

    [Requires(HubAction.UploadVersions)]
    public async Task<IActionResult> OnPostCommitAsync(Guid id, CancellationToken cancellationToken)
    {
        await order.CommitAsync(id, null, cancellationToken);
        return Back(id);
    }

    [Requires(HubAction.UploadVersions)]
    public async Task<IActionResult> OnPostRetryAsync(Guid id, CancellationToken cancellationToken)
    {
        await order.RetryAsync(id, cancellationToken);
        return Back(id);
    }

    [Requires(HubAction.UploadVersions)]
    public async Task<IActionResult> OnPostMatchAsync(Guid id, CancellationToken cancellationToken)
    {
        await keep.RematchAsync(id, cancellationToken);
        return Back(id);
    }

    [Requires(HubAction.UploadVersions)]
    public async Task<IActionResult> OnPostPlaceAsync(Guid id, Guid fileId, string? sku, string? place, string? slot, CancellationToken cancellationToken)
    {
        var where = place ?? AnyPlace;
        Guid? storeId = where.StartsWith(StorePrefix, StringComparison.Ordinal) && Guid.TryParse(where[StorePrefix.Length..], out var store) ? store : null;
        var parts = storeId is not null || where == AnyPlace ? [] : where.Split('/', 2);
        await change.PlaceAsync(id, fileId, new PlaceRequest(sku, parts.ElementAtOrDefault(0), parts.ElementAtOrDefault(1), storeId, slot), cancellationToken);
        return Back(id);
    }

    [Requires(HubAction.UploadVersions)]
    public async Task<IActionResult> OnPostChooseAsync(Guid id, Guid fileId, int candidate, CancellationToken cancellationToken)
    {
        await change.ChooseAsync(id, fileId, candidate, cancellationToken);
        return Back(id);
    }

    [Requires(HubAction.UploadVersions)]
    public async Task<IActionResult> OnPostLeaveOutAsync(Guid id, Guid fileId, bool leftOut, CancellationToken cancellationToken)
    {
        await change.LeaveOutAsync(id, [fileId], leftOut, cancellationToken);
        return Back(id);
    }

    /// <summary>As it is typed: what the pattern makes of this batch's names, or what is wrong with it.</summary>
    [Requires(HubAction.UploadVersions)]
    public async Task<IActionResult> OnPostTryAsync(Guid id, string? pattern, CancellationToken cancellationToken)
    {
        var files = await read.FilesAsync(id, null, new PageQuery { Limit = "100" }, cancellationToken);
        try
        {
            return Partial("/Stages/Design/Drops/_TriedNames.cshtml", new TriedNames(await patterns.TryAsync(pattern, [.. files.Items.Select(f => f.Name)], cancellationToken), null));
        }
        catch (ProblemException refused) when (refused.Type == DropProblems.PatternInvalid)
        {
            return Partial("/Stages/Design/Drops/_TriedNames.cshtml", new TriedNames([], refused.Text));
        }
    }

    /// <summary>The batch's names are read again by it.</summary>
    [Requires(HubAction.UploadVersions)]
    public async Task<IActionResult> OnPostKeepAsync(Guid id, string? name, string? pattern, CancellationToken cancellationToken)
    {
        await patterns.KeepAsync(name, pattern, cancellationToken);
        await keep.RematchAsync(id, cancellationToken);
        return Back(id);
    }

    [Requires(HubAction.UploadVersions)]
    public async Task<IActionResult> OnPostForgetAsync(Guid id, Guid patternId, CancellationToken cancellationToken)
    {
        await patterns.DropAsync(patternId, cancellationToken);
        await keep.RematchAsync(id, cancellationToken);
        return Back(id);
    }

    private LocalRedirectResult Back(Guid id) => LocalRedirect($"/w/{me.Workspace.Slug}/drop/{id}");
}

/// <param name="Trouble">What is wrong with the pattern; null when it was tried.</param>
public sealed record TriedNames(IReadOnlyList<TriedName> Names, Domain.Rules.LocalText? Trouble);
