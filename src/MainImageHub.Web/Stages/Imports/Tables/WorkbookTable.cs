using System.Globalization;
using System.IO.Compression;
using System.Text;
using ExcelDataReader;
using MainImageHub.Domain;

namespace MainImageHub.Web.Stages.Imports.Tables;

/// <summary>The sheets of an .xlsx workbook, read row by row. What it comes to, unpacked, is counted before anything of it is believed.</summary>
internal static class WorkbookTable
{
    private const int MostEntries = 5000;
    private const int MostSheets = 100;

    /// <summary>All words of a workbook lie in one part, which is held in memory.</summary>
    private const long MostWords = 192L * 1024 * 1024;

    private static readonly byte[] Zip = [0x50, 0x4B, 3, 4];

    /// <summary>Old .xls files and locked .xlsx files are of the same make.</summary>
    private static readonly byte[] Compound = [0xD0, 0xCF, 0x11, 0xE0];

    // The library asks for a code page of old workbooks whatever it is given.
    static WorkbookTable() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>By its first bytes, whatever it is called.</summary>
    public static bool IsWorkbook(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[4];
        var read = file.ReadAtLeast(head, 4, throwOnEndOfStream: false);
        return head[..read].SequenceEqual(Compound) ? throw ImportProblems.OldWorkbook.Because() : head[..read].SequenceEqual(Zip);
    }

    /// <summary>Refuses a bomb: sizes are counted as they come out.</summary>
    public static async Task RequireBoundedAsync(string path, long most, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(path);
            await using var zip = await ZipArchive.CreateAsync(file, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, cancellationToken);
            if (zip.Entries.Count > MostEntries || zip.GetEntry("xl/workbook.xml") is null)
            {
                throw ImportProblems.NotAWorkbook.Because();
            }

            long total = 0;
            var buffer = new byte[128 * 1024];
            foreach (var entry in zip.Entries)
            {
                var room = Math.Min(most - total, entry.FullName.EndsWith("sharedStrings.xml", StringComparison.OrdinalIgnoreCase) ? MostWords : long.MaxValue);
                await using var part = await entry.OpenAsync(cancellationToken);
                int read;
                while ((read = await part.ReadAsync(buffer, cancellationToken)) > 0)
                {
                    total += read;
                    room -= read;
                    if (room < 0)
                    {
                        throw ImportProblems.WorkbookTooLarge.Because(most / 1024 / 1024);
                    }
                }
            }
        }
        catch (InvalidDataException)
        {
            throw ImportProblems.NotAWorkbook.Because();
        }
    }

    /// <summary>The sheets that a person sees, in their order.</summary>
    public static IReadOnlyList<string> Sheets(string path) => Guarded(() =>
    {
        using var reader = Open(path);
        var names = new List<string>();
        do
        {
            if (reader.VisibleState == "visible")
            {
                names.Add(reader.Name);
            }
        }
        while (names.Count < MostSheets && reader.NextResult());
        return names;
    });

    /// <summary>The rows of one sheet. Those between two that are filled, and were never touched, are left out.</summary>
    public static IEnumerable<TableRow> Read(string path, string sheet)
    {
        using var reader = Guarded(() => Open(path));
        while (reader.Name != sheet)
        {
            if (!Guarded(reader.NextResult))
            {
                throw ImportProblems.SheetUnknown.Because(sheet);
            }
        }

        TableLimits.RequireColumns(reader.FieldCount);
        for (var line = 1; Guarded(reader.Read); line++)
        {
            var row = new TableRow(line, Guarded(() => Cells(reader)));
            if (!row.IsBlank)
            {
                yield return row;
            }
        }
    }

    private static IExcelDataReader Open(string path)
    {
        var file = File.OpenRead(path);
        try
        {
            return ExcelReaderFactory.CreateOpenXmlReader(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whatever the library makes of a stranger's file, it is the file's fault.</summary>
    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is not (ProblemException or OperationCanceledException or OutOfMemoryException))
        {
            throw ImportProblems.NotAWorkbook.Because();
        }
    }

    private static string[] Cells(IExcelDataReader reader)
    {
        var cells = new string[reader.FieldCount];
        for (var place = 0; place < cells.Length; place++)
        {
            cells[place] = Text(reader, place);
        }

        return cells;
    }

    private static string Text(IExcelDataReader reader, int place) => reader.GetValue(place) switch
    {
        null => "",
        string text => TableRow.Kept(text),
        DateTime at => at.ToString(at.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        // A cell shown as 3.5 % holds 0.035.
        double share when reader.GetNumberFormatString(place)?.Contains('%', StringComparison.Ordinal) == true => Number(share * 100) + "%",
        double number => Number(number),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        var other => other.ToString() ?? "",
    };

    // Spreadsheets keep fifteen digits: with them 0.1 + 0.2 is 0.3, and a number of fourteen is written out.
    private static string Number(double value) =>
        Math.Abs(value) is > 0 and < 1e15 and > 1e-9 ? decimal.Round((decimal)value, 10).ToString("0.##########", CultureInfo.InvariantCulture) : value.ToString("G15", CultureInfo.InvariantCulture);
}
