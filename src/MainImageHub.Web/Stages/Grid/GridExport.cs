using System.Globalization;
using CsvHelper;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Design;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Grid;

/// <summary>The cells that were found, one to a line, for a spreadsheet: in the reader's language, page by page, so that size does not matter.</summary>
public sealed class GridExport(ReadGrid grid, HubDbContext db, CurrentMember me, IStringLocalizer<GridWords> words, IStringLocalizer<SharedWords> shell, IStringLocalizer<DesignWords> design, TimeProvider clock)
{
    private const string PageSize = "200";

    private static readonly string[] Header =
        ["CsvSku", "CsvTitle", "CsvBrand", "CsvFamily", "CsvPlace", "CsvPlaceCode", "CsvState", "CsvFrom", "CsvListed", "CsvStage", "CsvVersion", "CsvVerdict", "CsvSeen", "CsvSeenAt", "CsvTest", "CsvNext", "CsvOwner", "CsvDue", "CsvOverdue"];

    public async Task WriteAsync(Stream to, GridFilter filter, CancellationToken cancellationToken)
    {
        var wish = filter.Read(me, me.Today(clock));
        var people = await db.Members.AsNoTracking().ToDictionaryAsync(m => m.Id, m => m.Name, cancellationToken);
        await using var csv = CsvWriter.Create(to, SpreadsheetCsv.Options, leaveOpen: true);
        await csv.WriteRecordAsync([.. Header.Select(h => words[h].Value)], cancellationToken);
        string? cursor = null;
        do
        {
            var table = await grid.ReadAsync(filter, new PageQuery { Limit = PageSize, Cursor = cursor }, folds: false, cancellationToken);
            var places = table.Columns.Where(c => c.IsAsked || !filter.AsksOfPlaces).ToDictionary(c => c.Key, StringComparer.Ordinal);
            foreach (var item in table.Items)
            {
                foreach (var row in item.Rows)
                {
                    foreach (var cell in row.Cells.Where(c => places.ContainsKey(c.Place) && wish.Holds(c)))
                    {
                        await csv.WriteRecordAsync(Line(item, row.Product, cell, places[cell.Place], table, people), cancellationToken);
                    }
                }
            }

            await csv.FlushAsync(cancellationToken);
            cursor = table.NextCursor;
        }
        while (cursor is not null);
    }

    private string?[] Line(GridItem item, GridProduct product, GridCell cell, GridColumn place, GridTable table, Dictionary<Guid, string> people) =>
    [
        product.Sku, product.Title, product.Brand, item.Family?.Sku,
        place.Name, place.Scope.ToString(),
        words["State." + cell.State], cell.InheritedFrom is { } from ? table.NameOf(from) : null,
        Said(cell.IsListed),
        cell.Stage is { } stage ? shell["Stage" + stage].Value : null,
        cell.Version is { } version ? string.Create(CultureInfo.InvariantCulture, $"v{version.Number}") : null,
        cell.Verdict is { } verdict ? ReportWords.SaysInBrief(verdict, design) : cell.Version is null ? null : words["NotJudged"].Value,
        cell.Seen is { } seen ? SeenWords.Says(seen, words) : null,
        cell.Seen?.At is { } at ? me.Moment(at) : null,
        Said(cell.TestRunning), Said(cell.NextInWork),
        cell.OwnerId is { } owner ? people.GetValueOrDefault(owner) : null,
        cell.DueOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Said(cell.IsOverdue),
    ];

    private string Said(bool holds) => words[holds ? "Yes" : "No"];
}

/// <summary>What was seen of a picture, as a person reads it.</summary>
public static class SeenWords
{
    public static string Says(GridSeen seen, IStringLocalizer<GridWords> words) => seen switch
    {
        { Of: 1, Proof: GridProof.OtherVersion } => words["Proof.OtherVersion", seen.Version!],
        { Of: 1 } => words["Proof." + seen.Proof],
        { Proof: GridProof.Live } => words["LiveOnAll", seen.Of],
        { Proof: GridProof.OtherVersion } => words["LiveOnSome", words["Proof.OtherVersion", seen.Version!].Value, seen.Live, seen.Of],
        _ => words["LiveOnSome", words["Proof." + seen.Proof].Value, seen.Live, seen.Of],
    };

    public static string Css(GridProof proof) => proof switch
    {
        GridProof.Live => "grid-live",
        GridProof.Hidden or GridProof.Drifted or GridProof.Failed or GridProof.AcceptedNotLive => "grid-bad",
        _ => "grid-open",
    };

    /// <summary>The word always stands beside it.</summary>
    public static string Icon(GridProof proof) => proof switch
    {
        GridProof.Live => "ti-eye-check",
        GridProof.OtherVersion or GridProof.OtherPicture => "ti-eye",
        GridProof.OnItsWay => "ti-cloud-upload",
        GridProof.NotLive => "ti-eye-off",
        GridProof.AcceptedNotLive => "ti-hourglass",
        GridProof.Drifted => "ti-arrows-shuffle",
        GridProof.Hidden => "ti-ban",
        _ => "ti-alert-circle",
    };
}
