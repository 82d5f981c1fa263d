using System.Runtime.CompilerServices;
using MainImageHub.Domain.Imports;

namespace MainImageHub.Web.Stages.Imports.Tables;

/// <summary>A file of lines and columns: finds out how it is built, and reads it that way.</summary>
internal static class TableFile
{
    private const int SampledLines = 200;
    private const int SamplesPerColumn = 3;
    private const int LongestSample = 120;
    private const int LongestHeader = 200;

    /// <param name="path">Of the file.</param>
    /// <param name="sheet">Of a workbook the one that was chosen; null for the one whose header tells most.</param>
    /// <param name="mostUnpacked">Bytes that a workbook may come to.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    public static async Task<TableShape> LookAsync(string path, string? sheet, long mostUnpacked, CancellationToken cancellationToken)
    {
        if (!WorkbookTable.IsWorkbook(path))
        {
            var encoding = TextTable.EncodingOf(path);
            var delimiter = TextTable.DelimiterOf(path, encoding);
            // Whether quotation marks are text is known from the header alone, and reading them so spoils none.
            var (isReport, shape) = (delimiter == '\t', (TableShape?)null);
            foreach (var quotesAreText in isReport ? [true, false] : new[] { false })
            {
                shape = ShapeOf(await FirstAsync(TextTable.ReadAsync(path, encoding, delimiter, quotesAreText, cancellationToken), cancellationToken))
                    with
                { Encoding = encoding.WebName, Delimiter = delimiter, QuotesAreText = quotesAreText };
                if (ImportLayouts.QuotesAreText(shape.Layout))
                {
                    break;
                }
            }

            return shape!;
        }

        await WorkbookTable.RequireBoundedAsync(path, mostUnpacked, cancellationToken);
        var sheets = WorkbookTable.Sheets(path);
        var shapes = sheets.Where(name => sheet is null || name == sheet).Select(name => (Name: name, Lines: WorkbookTable.Read(path, name).Take(SampledLines).ToList())).Where(s => s.Lines.Count > 0)
            .Select(s => ShapeOf(s.Lines) with { Sheets = sheets, Sheet = s.Name }).ToList();
        return shapes.Count > 0 ? shapes.MaxBy(s => ColumnNames.Recognise(s.Headers).Count(f => f is not null))! : throw ImportProblems.NoHeader.Because();
    }

    /// <summary>The lines after the header, blank ones left out.</summary>
    public static async IAsyncEnumerable<TableRow> ReadAsync(string path, TableShape shape, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var rows = shape.Sheet is { } sheet
            ? WorkbookTable.Read(path, sheet).ToAsyncEnumerable()
            : TextTable.ReadAsync(path, TextTable.EncodingOf(path), shape.Delimiter!.Value, shape.QuotesAreText, cancellationToken);
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            if (row.Line > shape.HeaderLine && !row.IsBlank)
            {
                yield return row;
            }
        }
    }

    private static async Task<List<TableRow>> FirstAsync(IAsyncEnumerable<TableRow> rows, CancellationToken cancellationToken) =>
        await rows.Take(SampledLines).ToListAsync(cancellationToken);

    /// <summary>Exports begin with remarks now and then: the header is the line that tells most, or else the first.</summary>
    private static TableShape ShapeOf(List<TableRow> lines)
    {
        var candidates = lines.TakeWhile((_, at) => at < TableLimits.HeaderWithin).Where(l => !l.IsBlank).ToList();
        if (candidates.Count == 0)
        {
            throw ImportProblems.NoHeader.Because();
        }

        var header = candidates.MaxBy(line => ColumnNames.Recognise(line.Cells).Count(f => f is not null))!;
        if (ColumnNames.Recognise(header.Cells).Count(f => f is not null) < 2)
        {
            header = candidates[0];
        }

        var width = Array.FindLastIndex(header.Cells, c => !string.IsNullOrWhiteSpace(c)) + 1;
        string[] headers = [.. header.Cells.Take(width).Select(c => c.Trim()).Select(c => c.Length > LongestHeader ? c[..LongestHeader] : c)];
        var data = lines.Where(l => l.Line > header.Line).ToList();
        return new TableShape
        {
            HeaderLine = header.Line,
            Headers = headers,
            Samples = [.. headers.Select((_, at) => SamplesOf(data, at))],
            Layout = ImportLayouts.Of(headers)?.Name,
            HeaderKey = ColumnNames.KeyOf(headers),
        };
    }

    private static List<string> SamplesOf(List<TableRow> data, int column) =>
        [.. data.Where(l => l.Cells.Length > column).Select(l => l.Cells[column].Trim()).Where(v => v.Length > 0).Distinct(StringComparer.Ordinal).Take(SamplesPerColumn).Select(v => v.Length > LongestSample ? v[..LongestSample] + "…" : v)];
}
