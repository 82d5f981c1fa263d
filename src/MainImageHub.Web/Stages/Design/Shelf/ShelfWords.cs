using System.Globalization;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Design.Shelf;

/// <summary>What a shelf says of its pictures, in the reader's language.</summary>
public static class ShelfWords
{
    /// <summary>How this version compares with what competitors do.</summary>
    public static string Reading(ShelfView shelf, IStringLocalizer words)
    {
        var (own, theirs) = (shelf.Candidate.Reading, shelf.CompetitorsMedian);
        return theirs is null
            ? words["shelf.readingAlone", Fill(own, words), Contrast(own, words)]
            : words["shelf.reading", Fill(own, words), Fill(theirs, words), Contrast(own, words), Contrast(theirs, words), shelf.Competitors.Count];
    }

    public static string Figures(ShelfReading reading, IStringLocalizer words) => words["shelf.figures", Fill(reading, words), Contrast(reading, words)];

    /// <summary>What is known of a marketplace's tile, and what is not.</summary>
    public static string Tile(ShelfTile tile, IStringLocalizer words)
    {
        var shape = tile.Told is { } told ? words["shelf.tile.told", told, tile.Ratio] : words["shelf.tile.plain", tile.Ratio];
        var note = tile.Note is { } said ? said.For(CultureInfo.CurrentUICulture.Name) : null;
        return string.Join(' ', ((string?[])[shape, note, words[tile.Cuts ? "shelf.tile.cuts" : "shelf.tile.whole"]]).OfType<string>());
    }

    private static string Fill(ShelfReading reading, IStringLocalizer words) => reading.FillPercent is { } fill ? fill.ToString("0", CultureInfo.InvariantCulture) + " %" : words["shelf.unknown"];

    private static string Contrast(ShelfReading reading, IStringLocalizer words) => reading.Contrast is { } contrast ? contrast.ToString("0.#", CultureInfo.InvariantCulture) + " : 1" : words["shelf.unknown"];
}
