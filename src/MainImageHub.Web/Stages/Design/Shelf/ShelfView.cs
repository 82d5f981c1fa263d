using MainImageHub.Domain.Images;

namespace MainImageHub.Web.Stages.Design.Shelf;

/// <summary>A version as shoppers will meet it: among the competitors' pictures of its brief and one's own present one.</summary>
public sealed record ShelfView
{
    public required Guid MainImageId { get; init; }

    /// <summary>The version looked at.</summary>
    public required ShelfPicture Candidate { get; init; }

    /// <summary>One's own pictures that shoppers see now, each once; none where nothing is live, or only this version is.</summary>
    public required IReadOnlyList<ShelfPicture> Live { get; init; }

    /// <summary>The competitors' pictures of the brief that were measured, in its order.</summary>
    public required IReadOnlyList<ShelfPicture> Competitors { get; init; }

    /// <summary>How many more the brief names: not yet fetched, or not to be had.</summary>
    public required int CompetitorsUnseen { get; init; }

    /// <summary>The middle of what was measured on the competitors' pictures; absent where there are none.</summary>
    public required ShelfReading? CompetitorsMedian { get; init; }

    /// <summary>Marketplaces where the product is sold with this main image; those of its scope where it is not sold yet. Never empty.</summary>
    public required IReadOnlyList<ShelfPlace> Places { get; init; }
}

/// <param name="Kind">Whose picture.</param>
/// <param name="Id">Of the asset; of the reference for a competitor's.</param>
/// <param name="Number">Of the version, for the candidate.</param>
/// <param name="Address">Where a competitor's picture is shown.</param>
/// <param name="Width">Of the file, in pixels.</param>
/// <param name="Height">Of the file, in pixels.</param>
/// <param name="Reading">What was measured.</param>
public sealed record ShelfPicture(ShelfKind Kind, Guid Id, int? Number, string? Address, int Width, int Height, ShelfReading Reading)
{
    /// <summary>Its size when its longest side has so many pixels; a smaller picture is never enlarged.</summary>
    public (int Width, int Height) Within(int side)
    {
        var scale = Math.Min(1, (double)side / Math.Max(Width, Height));
        return (Math.Max(1, (int)Math.Round(Width * scale)), Math.Max(1, (int)Math.Round(Height * scale)));
    }
}

/// <summary>Whose picture it is on a shelf.</summary>
public enum ShelfKind
{
    Candidate,
    Live,
    Competitor,
}

/// <param name="FillPercent">How much of the frame the product fills; absent where no product was told from its background.</param>
/// <param name="Contrast">Of its main colour with a white page, 1..21; see <see cref="WhitePage"/>.</param>
public sealed record ShelfReading(double? FillPercent, double? Contrast)
{
    public static ShelfReading Of(double? fillPercent, IReadOnlyList<string> colours) =>
        new(fillPercent is { } fill ? Math.Round(fill, 1) : null, WhitePage.ContrastOf(colours) is { } contrast ? Math.Round(contrast, 1) : null);

    /// <summary>The middle of several; null where there are none.</summary>
    public static ShelfReading? MedianOf(IReadOnlyList<ShelfReading> readings) =>
        readings.Count == 0 ? null : new(Middle(readings.Select(r => r.FillPercent)), Middle(readings.Select(r => r.Contrast)));

    private static double? Middle(IEnumerable<double?> values) => values.OfType<double>().Order().ToList() is { Count: > 0 } known ? known[known.Count / 2] : null;
}

/// <param name="Marketplace">Null where the product is sold nowhere yet and the main image is for everywhere: a plain tile stands for any.</param>
/// <param name="Sites">Its countries in question, as <c>amazon/US</c>.</param>
/// <param name="Title">As shoppers read it there; the product's own where the listing has none.</param>
/// <param name="Tile">The box of its search page.</param>
/// <param name="LiveAssetId">What shoppers see there now, where that is another picture than this version.</param>
/// <param name="CandidateIsLive">This version is what shoppers see there.</param>
public sealed record ShelfPlace(string? Marketplace, IReadOnlyList<string> Sites, string Title, ShelfTile Tile, Guid? LiveAssetId, bool CandidateIsLive);
