using MainImageHub.Domain;

namespace MainImageHub.Web.Stages.Imports.Tables;

/// <summary>One line of a file.</summary>
/// <param name="Line">Counted from 1, as a spreadsheet or an editor counts.</param>
/// <param name="Cells">As they are written.</param>
/// <param name="Broken">Why the line cannot be trusted; null where nothing is wrong with it.</param>
internal sealed record TableRow(int Line, string[] Cells, ProblemType? Broken = null)
{
    public bool IsBlank => Array.TrueForAll(Cells, string.IsNullOrWhiteSpace);

    /// <summary>Without NUL, which no row of Postgres can hold.</summary>
    public static string Kept(string cell) => cell.Contains('\0', StringComparison.Ordinal) ? cell.Replace("\0", "", StringComparison.Ordinal) : cell;
}

/// <summary>The bounds of any file, whoever wrote it.</summary>
internal static class TableLimits
{
    public const int MostColumns = 500;

    /// <summary>A line of text, all cells together; a workbook's cells are shorter by their format.</summary>
    public const int LongestLine = 1024 * 1024;

    /// <summary>The header stands within the first lines.</summary>
    public const int HeaderWithin = 30;

    public static void RequireColumns(int count)
    {
        if (count > MostColumns)
        {
            throw ImportProblems.TooManyColumns.Because(count, MostColumns);
        }
    }
}
