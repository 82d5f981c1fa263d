using MainImageHub.Domain.Imports;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Imports;

/// <summary>One file: which column is what, what each line would change, and the button that takes them.</summary>
[Requires(HubAction.EditProducts)]
public sealed class ImportPageModel(HubDbContext db, ReadImports read, KeepImport keep, CurrentMember me, IStringLocalizer<ImportsWords> words) : PageModel
{
    private const int LinesShown = 50;
    private const int MostStores = 500;
    private const int LongestShown = 160;

    /// <summary>What a column can be, as the list shows it.</summary>
    public static readonly IReadOnlyList<(string Word, IReadOnlyList<ImportField> Fields)> Groups =
    [
        ("Group.Product", [.. Enum.GetValues<ImportField>().Where(f => f <= ImportField.Attribute)]),
        ("Group.Place", [.. Enum.GetValues<ImportField>().Where(f => f is > ImportField.Attribute and < ImportField.ExternalId)]),
        ("Group.Listing", [.. Enum.GetValues<ImportField>().Where(f => f.IsOfListing())]),
        ("Group.Brief", [.. Enum.GetValues<ImportField>().Where(f => f.IsOfBrief())]),
    ];

    public CatalogImport Import { get; private set; } = null!;

    public LinePage Lines { get; private set; } = new([], null);

    public ImportOutcome? Outcome { get; private set; }

    public IReadOnlyList<Store> Stores { get; private set; } = [];

    public string Address => $"/w/{me.Workspace.Slug}/import/{Import.Id}";

    public bool MayChange => read.MayChange(Import);

    public async Task OnGetAsync(Guid id, ImportOutcome? outcome, int after, CancellationToken cancellationToken)
    {
        Import = await read.FindAsync(id, cancellationToken);
        Outcome = outcome;
        if (Import.Status is CatalogImportStatus.Checked or CatalogImportStatus.Committed)
        {
            Lines = await read.LinesAsync(id, outcome, after, LinesShown, cancellationToken);
        }

        Stores = [.. (await db.Stores.AsNoTracking().OrderBy(s => s.Name).Take(MostStores).ToListAsync(cancellationToken)).Where(me.WorksOn)];
    }

    public async Task<IActionResult> OnGetFaultsAsync(Guid id, CancellationToken cancellationToken)
    {
        var import = await read.FindAsync(id, cancellationToken);
        Response.ContentType = "text/csv";
        Response.Headers.ContentDisposition = $"attachment; filename=faulty-{id:n}.csv";
        await read.WriteFaultsAsync(Response.Body, import, cancellationToken);
        return new EmptyResult();
    }

    [Requires(HubAction.EditProducts)]
    public async Task<IActionResult> OnPostMapAsync(Guid id, List<string?> fields, Guid? storeId, string? locale, CancellationToken cancellationToken)
    {
        var columns = fields.ConvertAll(f => Enum.TryParse<ImportField>(f, out var field) ? field : (ImportField?)null);
        await keep.MapAsync(id, new ImportMapping(columns, storeId, string.IsNullOrWhiteSpace(locale) ? null : locale.Trim()), cancellationToken);
        return Back(id);
    }

    [Requires(HubAction.EditProducts)]
    public async Task<IActionResult> OnPostSheetAsync(Guid id, string? sheet, CancellationToken cancellationToken)
    {
        await keep.ChooseSheetAsync(id, sheet, cancellationToken);
        return Back(id);
    }

    [Requires(HubAction.EditProducts)]
    public async Task<IActionResult> OnPostCommitAsync(Guid id, bool onlyGood, CancellationToken cancellationToken)
    {
        await keep.CommitAsync(id, onlyGood, cancellationToken);
        return Back(id);
    }

    [Requires(HubAction.EditProducts)]
    public async Task<IActionResult> OnPostRemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        await keep.RemoveAsync(id, cancellationToken);
        return LocalRedirect($"/w/{me.Workspace.Slug}/import");
    }

    /// <summary>How the file is written, in a few words.</summary>
    public string Describe(TableShape shape)
    {
        var how = shape.Sheet is { } sheet ? words["Workbook", sheet].Value : words["Text", shape.Encoding!, Words(shape.Delimiter)].Value;
        return shape.HeaderLine > 1 ? $"{how} · {words["HeaderAt", shape.HeaderLine].Value}" : how;
    }

    /// <summary>What a change is about: the field, and of which attribute, place or language where that is not plain.</summary>
    public string Name(ImportChange change) => change switch
    {
        { Field: ImportField.Attribute or ImportField.Fact, Name: { } name } => name,
        { Name: { } of } => $"{words["Field." + change.Field].Value} ({(of == "*" ? words["Everywhere"].Value : of)})",
        _ => words["Field." + change.Field],
    };

    /// <summary>Enough to recognise a value by.</summary>
    public static string Short(string value) => value.Length > LongestShown ? value[..LongestShown] + "…" : value;

    private string Words(char? delimiter) => words["Delimiter." + delimiter switch { '\t' => "Tab", ';' => "Semicolon", _ => "Comma" }];

    private LocalRedirectResult Back(Guid id) => LocalRedirect($"/w/{me.Workspace.Slug}/import/{id}");
}
