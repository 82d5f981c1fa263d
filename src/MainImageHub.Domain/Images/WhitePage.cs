namespace MainImageHub.Domain.Images;

/// <summary>How a picture stands out from the white page that most shops are.</summary>
public static class WhitePage
{
    /// <summary>A colour whose channels all reach this is the page's own, not something on it.</summary>
    private const int AsGoodAsWhite = 240;

    /// <summary>
    /// The contrast ratio (WCAG 2.2, 1..21) of a picture's main colour with white. The main colour is the most frequent one that is not as
    /// good as white; where there is none, the most frequent of all. Null where no colours are known.
    /// </summary>
    /// <param name="colours">As <see cref="ImageFacts.DominantColours"/>: <c>#rrggbb</c>, most frequent first.</param>
    public static double? ContrastOf(IReadOnlyList<string> colours)
    {
        var all = colours.Select(HexColour.Read).ToList();
        var main = all.FindIndex(c => Math.Min(c.R, Math.Min(c.G, c.B)) < AsGoodAsWhite);
        return all.Count == 0 ? null : Contrast(all[Math.Max(main, 0)]);
    }

    private static double Contrast((int R, int G, int B) colour) => 1.05 / (Luminance(colour) + 0.05);

    private static double Luminance((int R, int G, int B) colour) => (0.2126 * Linear(colour.R)) + (0.7152 * Linear(colour.G)) + (0.0722 * Linear(colour.B));

    private static double Linear(int channel)
    {
        var share = channel / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
    }
}
