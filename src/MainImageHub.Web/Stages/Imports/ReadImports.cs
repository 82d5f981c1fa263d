using System.Globalization;
using System.Runtime.CompilerServices;
using CsvHelper;
using MainImageHub.Domain.Imports;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Imports;

/// <summary>Imports as pages and the API show them: how far they are, what each line would change, and which lines are at fault.</summary>
public sealed class ReadImports(HubDbContext db, CurrentMember me)
{
    private const int LinesAtATime = 500;

    public async Task<Page<CatalogImportView>> ListAsync(PageQuery page, CancellationToken cancellationToken)
    {
        var before = page.Before;
        var rows = await db.CatalogImports.AsNoTracking().Where(i => i.Id < before).OrderByDescending(i => i.Id).Take(page.Take + 1).ToListAsync(cancellationToken);
        return page.Cut([.. rows.Select(View)], i => i.Id);
    }

    public async Task<CatalogImportView> OneAsync(Guid id, CancellationToken cancellationToken) => View(await FindAsync(id, cancellationToken));

    public async Task<CatalogImport> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await db.CatalogImports.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because();

    public bool MayChange(CatalogImport import) => import.CreatedBy == me.Id || !me.Member.IsNarrowed;

    /// <summary>Lines in the file's order.</summary>
    /// <param name="id">Of which import.</param>
    /// <param name="outcome">Only these; null for all.</param>
    /// <param name="after">Behind this line.</param>
    /// <param name="take">How many.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<LinePage> LinesAsync(Guid id, ImportOutcome? outcome, int after, int take, CancellationToken cancellationToken)
    {
        var rows = await db.CatalogImportRows.AsNoTracking().Where(r => r.ImportId == id && r.Line > after && (outcome == null || r.Outcome == outcome)).OrderBy(r => r.Line).Take(take + 1)
            .Select(r => new CatalogLineView(r.Line, r.Sku, r.Outcome, r.Changes, r.Faults)).ToListAsync(cancellationToken);
        return rows.Count <= take ? new LinePage(rows, null) : new LinePage([.. rows.Take(take)], rows[take - 1].Line.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The lines at fault as they came, with what is wrong, to be mended and uploaded again.</summary>
    public async Task WriteFaultsAsync(Stream to, CatalogImport import, CancellationToken cancellationToken)
    {
        await using var csv = CsvWriter.Create(to, SpreadsheetCsv.Options, leaveOpen: true);
        var headers = import.Shape is { } shape ? shape.Headers.Take(ColumnNames.OwnCount(shape.Headers)).ToList() : [];
        await csv.WriteRecordAsync([.. headers, .. ColumnNames.FaultColumns], cancellationToken);
        await foreach (var (line, cells, faults) in FaultsAsync(import.Id, cancellationToken))
        {
            await csv.WriteRecordAsync(
                [
                    .. headers.Select((_, at) => cells?.ElementAtOrDefault(at) ?? ""), line.ToString(CultureInfo.InvariantCulture), string.Join(" / ", faults.Select(f => f.Column ?? "–")),
                    string.Join(" / ", faults.Select(f => f.Code)), string.Join(" / ", faults.Select(f => f.Message.En)), string.Join(" / ", faults.Select(f => f.Message.Zh)),
                ],
                cancellationToken);
        }

        await csv.FlushAsync(cancellationToken);
    }

    private async IAsyncEnumerable<(int Line, IReadOnlyList<string>? Cells, IReadOnlyList<ImportFault> Faults)> FaultsAsync(Guid id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = 0;
        while (true)
        {
            var some = await db.CatalogImportRows.AsNoTracking().Where(r => r.ImportId == id && r.Outcome == ImportOutcome.Faulty && r.Line > last).OrderBy(r => r.Line).Take(LinesAtATime)
                .Select(r => new { r.Line, r.Cells, r.Faults }).ToListAsync(cancellationToken);
            foreach (var row in some)
            {
                yield return (row.Line, row.Cells, row.Faults);
                last = row.Line;
            }

            if (some.Count < LinesAtATime)
            {
                yield break;
            }
        }
    }

    private static CatalogImportView View(CatalogImport i) => new(
        i.Id, i.FileName, i.Status, i.Shape is { } s ? new TableShapeView(s.Encoding, s.Delimiter?.ToString(), s.Sheets, s.Sheet, s.HeaderLine, s.Headers, s.Samples, s.Layout) : null, i.Mapping, i.MappingRemembered,
        new CatalogCounts(i.RowsRead, i.RowsNew, i.RowsChanged, i.RowsSame, i.RowsFaulty, i.ProductsNew, i.ProductsChanged, i.ListingsNew, i.ListingsChanged, i.BriefsNew, i.BriefsChanged, i.BriefsTaken),
        i.Problem, i.CreatedByName, i.CommittedByName, i.CreatedAt, i.EndedAt);
}

/// <param name="Mapping">What each column is; proposed while the status is <c>mapping</c>.</param>
/// <param name="MappingRemembered">The mapping was used for such a header before.</param>
/// <param name="Problem">Why the file cannot be used, or was checked once more.</param>
public sealed record CatalogImportView(
    Guid Id, string FileName, CatalogImportStatus Status, TableShapeView? File, ImportMapping? Mapping, bool MappingRemembered, CatalogCounts Counts, ImportFault? Problem, string CreatedBy, string? CommittedBy,
    DateTimeOffset CreatedAt, DateTimeOffset? EndedAt);

/// <param name="Encoding">Absent for a workbook.</param>
/// <param name="HeaderLine">Counted from 1.</param>
/// <param name="Samples">Of each column, the first values.</param>
/// <param name="Layout">Whose export it is, as far as the header tells.</param>
public sealed record TableShapeView(
    string? Encoding, string? Delimiter, IReadOnlyList<string> Sheets, string? Sheet, int HeaderLine, IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Samples, string? Layout);

/// <param name="Read">Lines so far.</param>
/// <param name="BriefsTaken">While it is committed: how many briefs are done.</param>
public sealed record CatalogCounts(
    int Read, int New, int Changed, int Same, int Faulty, int ProductsNew, int ProductsChanged, int ListingsNew, int ListingsChanged, int BriefsNew, int BriefsChanged, int BriefsTaken);

/// <summary>One line of the file.</summary>
public sealed record CatalogLineView(int Line, string Sku, ImportOutcome Outcome, IReadOnlyList<ImportChange> Changes, IReadOnlyList<ImportFault> Faults);

/// <param name="NextCursor">Null on the last page.</param>
public sealed record LinePage(IReadOnlyList<CatalogLineView> Items, [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.Never)] string? NextCursor);
