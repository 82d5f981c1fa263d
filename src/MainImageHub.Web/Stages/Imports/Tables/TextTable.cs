using System.Runtime.CompilerServices;
using System.Text;
using CsvHelper;
using MainImageHub.Domain;
using MainImageHub.Web.Stages.Monitor.Files;
using MainImageHub.Web.Stages.Shared;

namespace MainImageHub.Web.Stages.Imports.Tables;

/// <summary>A text file of lines and columns, read line by line however long it is.</summary>
internal static class TextTable
{
    private const int LinesLookedAt = 20;

    private static readonly char[] Delimiters = [',', ';', '\t'];

    /// <summary>How the file is written.</summary>
    public static Encoding EncodingOf(string path)
    {
        using var bytes = File.OpenRead(path);
        return bytes.Length == 0 ? throw FileProblems.Empty.Because() : TableText.Sniff(bytes) ?? throw ImportProblems.NotATable.Because();
    }

    /// <summary>What parts the columns: with what the header names most of them, and where no name is known, what stands in the first line most often. A description has more commas than a report has tabs.</summary>
    public static char DelimiterOf(string path, Encoding encoding)
    {
        using var reader = new StreamReader(path, encoding);
        var buffer = new char[TableLimits.LongestLine];
        var lines = new string(buffer, 0, reader.ReadBlock(buffer)).Split('\n', LinesLookedAt + 1).Take(LinesLookedAt).Where(l => !string.IsNullOrWhiteSpace(l)).ToList();
        var best = Delimiters.Select(d => (Delimiter: d, Named: lines.Select(l => ColumnNames.Recognise(l.Split(d)).Count(f => f is not null)).DefaultIfEmpty().Max())).MaxBy(d => d.Named);
        return best.Named >= 2 ? best.Delimiter : TableText.DelimiterOf(lines.FirstOrDefault() ?? "");
    }

    public static async IAsyncEnumerable<TableRow> ReadAsync(string path, Encoding encoding, char delimiter, bool quotesAreText, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var broken = new HashSet<long>();
        long? open = null;
        await using var bytes = File.OpenRead(path);
        using var csv = CsvReader.Create(bytes, new CsvReaderOptions
        {
            Encoding = encoding,
            Separator = delimiter,
            HasHeader = false,
            Mode = quotesAreText ? CsvMode.NoEscape : CsvMode.Rfc4180,
            TrackLineNumbers = true,
            MaxRecordSize = TableLimits.LongestLine,
            OnMalformedRecord = malformed =>
            {
                switch (malformed.Reason)
                {
                    case CsvMalformedReason.UnterminatedQuote:
                        open = malformed.LineNumber;
                        break;
                    case CsvMalformedReason.TextAfterClosingQuote:
                        broken.Add(malformed.LineNumber);
                        break;

                    // A quotation mark inside a cell is an inch: 24" monitor.
                    default:
                        break;
                }
            },
        });
        while (await NextAsync(csv, cancellationToken))
        {
            // What follows the open mark, be it the rest of the file, would be one cell.
            RequireClosed(open);
            TableLimits.RequireColumns(csv.FieldCount);
            yield return new TableRow((int)csv.LineNumber, Cells(csv), broken.Remove(csv.LineNumber) ? FileProblems.Broken : null);
        }

        RequireClosed(open);
    }

    private static void RequireClosed(long? open)
    {
        if (open is { } line)
        {
            throw ImportProblems.QuoteOpen.Because(line);
        }
    }

    private static async Task<bool> NextAsync(CsvReader csv, CancellationToken cancellationToken)
    {
        try
        {
            return await csv.ReadAsync(cancellationToken);
        }
        catch (CsvFormatException endless)
        {
            throw ImportProblems.QuoteOpen.Because(endless.LineNumber);
        }
    }

    private static string[] Cells(CsvReader csv)
    {
        var cells = new string[csv.FieldCount];
        for (var place = 0; place < cells.Length; place++)
        {
            cells[place] = TableRow.Kept(csv.GetString(place));
        }

        return cells;
    }
}
