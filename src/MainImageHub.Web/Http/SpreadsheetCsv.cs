using CsvHelper;

namespace MainImageHub.Web.Http;

/// <summary>How every CSV is written that people open in a spreadsheet.</summary>
public static class SpreadsheetCsv
{
    /// <summary>Excel takes UTF-8 for Chinese only with the mark in front, and a title such as =1+1 for a formula unless it is told that it is text.</summary>
    public static readonly CsvWriterOptions Options = new() { WriteByteOrderMark = true, Injection = CsvInjection.Escape };
}
