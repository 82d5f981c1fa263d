using System.Globalization;
using System.Text.Json;
using MainImageHub.Domain.Imports;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Plan;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MainImageHub.Web.Stages.Imports;

/// <summary>Files of products, listings and briefs: uploaded, mapped, checked line by line, then taken at once or not at all.</summary>
internal static class ImportsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var imports = api.MapGroup("/catalog-imports").WithTags("Imports");
        imports.MapPost("/", StartAsync).Requires(HubAction.EditProducts).Accepts<ImportFile>("multipart/form-data")
            .WithName("StartCatalogImport").WithSummary("Upload products, listings and briefs as CSV, TSV or XLSX. Its header is read in the background and a mapping proposed; nothing changes yet.").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status413PayloadTooLarge);
        imports.MapGet("/", ListAsync).Requires(HubAction.EditProducts).WithName("ListCatalogImports").WithSummary("Imports, newest first.");
        imports.MapGet("/{id:guid}", GetAsync).Requires(HubAction.EditProducts).WithName("GetCatalogImport").WithSummary("How far an import is: its columns with samples, the mapping, and counts of new, changed, unchanged and faulty lines.").ProducesProblem(StatusCodes.Status404NotFound);
        imports.MapPut("/{id:guid}/mapping", MapAsync).Requires(HubAction.EditProducts)
            .WithName("MapCatalogImport").WithSummary("Say which column is what, in the order of the header, and have every line checked. It is remembered for files with the same header. With a sheet alone, that sheet's header is read instead.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        imports.MapGet("/{id:guid}/lines", LinesAsync).Requires(HubAction.EditProducts)
            .WithName("ListCatalogImportLines").WithSummary("Line by line what would change, from what to what, and what is at fault; ?outcome=new|changed|same|faulty.").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        imports.MapGet("/{id:guid}/faults", FaultsAsync).Requires(HubAction.EditProducts).Produces(StatusCodes.Status200OK, contentType: "text/csv")
            .WithName("GetCatalogImportFaults").WithSummary("The faulty lines as they came, with the reasons, as CSV: to be mended and uploaded again.").ProducesProblem(StatusCodes.Status404NotFound);
        imports.MapPost("/{id:guid}/commit", CommitAsync).Requires(HubAction.EditProducts)
            .WithName("CommitCatalogImport").WithSummary("Take the lines: all of them in one transaction, or none. Where some are faulty, onlyGood has to be said.")
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        imports.MapDelete("/{id:guid}", RemoveAsync).Requires(HubAction.EditProducts)
            .WithName("RemoveCatalogImport").WithSummary("Forget the file. What was taken from it stays.").ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Accepted<CatalogImportView>> StartAsync(HttpRequest request, KeepImport keep, ReadImports read, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType)
        {
            throw ImportProblems.FileMissing.Because();
        }

        var form = await request.ReadFormAsync(cancellationToken);
        var import = await keep.StartAsync(form.Files.GetFile("file"), cancellationToken);
        return TypedResults.Accepted($"/api/v1/catalog-imports/{import.Id}", await read.OneAsync(import.Id, cancellationToken));
    }

    private static async Task<Ok<Page<CatalogImportView>>> ListAsync([AsParameters] PageQuery page, ReadImports read, CancellationToken cancellationToken) => TypedResults.Ok(await read.ListAsync(page, cancellationToken));

    private static async Task<Ok<CatalogImportView>> GetAsync(Guid id, ReadImports read, CancellationToken cancellationToken) => TypedResults.Ok(await read.OneAsync(id, cancellationToken));

    private static async Task<Accepted<CatalogImportView>> MapAsync(Guid id, MapImportRequest request, KeepImport keep, ReadImports read, CancellationToken cancellationToken)
    {
        if (request is { Columns: null, Sheet: { } sheet })
        {
            await keep.ChooseSheetAsync(id, sheet, cancellationToken);
        }
        else
        {
            await keep.MapAsync(id, new ImportMapping([.. (request.Columns ?? []).Select(FieldOf)], request.StoreId, string.IsNullOrWhiteSpace(request.Locale) ? null : request.Locale.Trim()), cancellationToken);
        }

        return TypedResults.Accepted($"/api/v1/catalog-imports/{id}", await read.OneAsync(id, cancellationToken));
    }

    private static async Task<Ok<LinePage>> LinesAsync(Guid id, string? outcome, [AsParameters] PageQuery page, ReadImports read, CancellationToken cancellationToken)
    {
        await read.FindAsync(id, cancellationToken);
        var after = string.IsNullOrEmpty(page.Cursor) ? 0 : int.TryParse(page.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var line) ? line : throw HttpProblems.BadCursor.Because();
        return TypedResults.Ok(await read.LinesAsync(id, OutcomeOf(outcome), after, page.Take, cancellationToken));
    }

    private static async Task<PushStreamHttpResult> FaultsAsync(Guid id, ReadImports read, CancellationToken cancellationToken)
    {
        var import = await read.FindAsync(id, cancellationToken);
        return TypedResults.Stream(to => read.WriteFaultsAsync(to, import, cancellationToken), "text/csv", $"faulty-{id:n}.csv");
    }

    private static async Task<Accepted<CatalogImportView>> CommitAsync(Guid id, CommitImportRequest? request, KeepImport keep, ReadImports read, CancellationToken cancellationToken)
    {
        await keep.CommitAsync(id, request?.OnlyGood ?? false, cancellationToken);
        return TypedResults.Accepted($"/api/v1/catalog-imports/{id}", await read.OneAsync(id, cancellationToken));
    }

    private static async Task<NoContent> RemoveAsync(Guid id, KeepImport keep, CancellationToken cancellationToken)
    {
        await keep.RemoveAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static ImportOutcome? OutcomeOf(string? outcome) => string.IsNullOrEmpty(outcome) ? null
        : Enum.GetValues<ImportOutcome>().Cast<ImportOutcome?>().FirstOrDefault(known => string.Equals(known.ToString(), outcome, StringComparison.OrdinalIgnoreCase))
            ?? throw PlanProblems.FilterInvalid.Because("outcome", string.Join(", ", Enum.GetNames<ImportOutcome>().Select(JsonNamingPolicy.CamelCase.ConvertName)));

    private static ImportField? FieldOf(string? name) => string.IsNullOrEmpty(name) ? null
        : Enum.GetValues<ImportField>().Cast<ImportField?>().FirstOrDefault(known => string.Equals(known.ToString(), name, StringComparison.OrdinalIgnoreCase))
            ?? throw ImportProblems.FieldUnknown.Because(name.Length > 60 ? name[..60] : name, string.Join(", ", Enum.GetNames<ImportField>().Select(JsonNamingPolicy.CamelCase.ConvertName)));

    /// <summary>The form of an upload, for the API's description.</summary>
    private sealed record ImportFile(IFormFile File);
}

/// <param name="Columns">A field's name, or null to leave the column out, for each column in the order of the header.</param>
/// <param name="StoreId">Whose listings they all are, where no column says so.</param>
/// <param name="Locale">Of titles and keywords, where no column says so; the site's own when left out.</param>
/// <param name="Sheet">Without columns: another sheet of the workbook.</param>
public sealed record MapImportRequest(IReadOnlyList<string?>? Columns, Guid? StoreId, string? Locale, string? Sheet);

/// <param name="OnlyGood">Faulty lines are passed over.</param>
public sealed record CommitImportRequest(bool OnlyGood);
