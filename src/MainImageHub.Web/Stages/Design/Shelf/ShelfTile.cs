using MainImageHub.Domain;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;

namespace MainImageHub.Web.Stages.Design.Shelf;

/// <summary>The box in which a marketplace shows a picture among others. Where nobody told us, it is a plain square, and says so.</summary>
/// <param name="Ratio">Width to height: 1:1 or 3:4.</param>
/// <param name="Cuts">The picture fills the box and what stands out is cut off; otherwise all of it is shown.</param>
/// <param name="Told">The proportions that the marketplace asks for, in its own numbers; absent where none are known.</param>
/// <param name="Note">What its pack says about them.</param>
/// <param name="Source">Where it is told; absent where nothing is.</param>
public sealed record ShelfTile(string Ratio, bool Cuts, string? Told, LocalText? Note, string? Source)
{
    private const string Square = "1:1";
    private const string Upright = "3:4";

    /// <summary>Who cuts, as one source tells (ETSY-3P-A in the packs). How others fit a picture into the box nobody told us.</summary>
    private static readonly Dictionary<string, string> Cutting = new(StringComparer.Ordinal)
    {
        ["etsy"] = "https://hauld.app/blog/etsy-listing-photo-checklist",
    };

    /// <summary>Of a site, from the proportions that its rule pack asks for: a shop shows pictures in the shape it wants them in.</summary>
    public static ShelfTile Of(RuleBook rules, SiteCode site, DateTimeOffset at)
    {
        var cutting = Cutting.GetValueOrDefault(site.Marketplace);
        if (rules.ProportionsOf(site, at)?.Allowed is not { } asked)
        {
            return new ShelfTile(Square, cutting is not null, null, null, cutting);
        }

        var first = asked.Value[0];
        return new ShelfTile(
            first.Min == first.Max && first.Name == Upright ? Upright : Square,
            cutting is not null,
            string.Join(", ", asked.Value.Select(span => span.Name)),
            asked is { Note: { } en, NoteZh: { } zh } ? new LocalText(en, zh) : null,
            asked.Source);
    }
}
