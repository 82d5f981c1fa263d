using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Http;
using MainImageHub.Web.Stages.Plan;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design.Shelf;

/// <summary>What a shelf preview shows, from what is known: listings, live looks, the brief's pictures and stored measurements. Nothing is made up.</summary>
public sealed class ReadShelf(HubDbContext db, ReferencePictures references, RuleBook rules, TimeProvider clock)
{
    // Re-encoded by one marketplace and another, one's own picture would stand there over and over.
    private const int SamePicture = 3;

    private const int MostLive = 3;

    /// <param name="mainImageId">Whose version.</param>
    /// <param name="number">Which; the newest with a picture when absent.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<ShelfView> RunAsync(Guid mainImageId, int? number, CancellationToken cancellationToken)
    {
        var image = await db.MainImages.AsNoTracking().SingleOrDefaultAsync(i => i.Id == mainImageId, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        var found = await Shown(db, mainImageId).Where(v => number == null || v.Number == number).OrderByDescending(v => v.Number)
            .Join(db.Assets, v => v.AssetId, a => a.Id, (v, a) => new { Version = v, Asset = a }).FirstOrDefaultAsync(cancellationToken)
            ?? throw DesignProblems.NothingOnShelf.Because(number?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-");
        var (version, asset) = (found.Version, found.Asset);
        var table = await references.ReadAsync(image, cancellationToken);
        var competitors = table.Rows.Where(r => r.Look is not null)
            .Select(r => new ShelfPicture(ShelfKind.Competitor, r.Id, null, r.Address, r.Look!.Width, r.Look.Height, ShelfReading.Of(r.Look.FillPercent, r.Look.Colours))).ToList();
        var sold = await db.LivePlacesAsync(image, cancellationToken);
        var live = await LiveAsync(sold, version, asset, cancellationToken);
        return new ShelfView
        {
            MainImageId = mainImageId,
            Candidate = Of(ShelfKind.Candidate, asset, version.Number),
            Live = Distinct(live.Values),
            Competitors = competitors,
            CompetitorsUnseen = image.Brief.References.Distinct(StringComparer.Ordinal).Count() - competitors.Count,
            CompetitorsMedian = ShelfReading.MedianOf([.. competitors.Select(c => c.Reading)]),
            Places = await PlacesAsync(image, sold, version, live, cancellationToken),
        };
    }

    /// <summary>Versions of a main image whose pictures are still here.</summary>
    public static IQueryable<ImageVersion> Shown(HubDbContext db, Guid mainImageId) =>
        db.Versions.AsNoTracking().Where(v => v.MainImageId == mainImageId && db.Assets.Any(a => a.Id == v.AssetId && a.PurgedAt == null));

    /// <summary>What shoppers see of ours now, in the order of the places, where that is not this version.</summary>
    private async Task<OrderedDictionary<Guid, Asset>> LiveAsync(IReadOnlyList<LivePlace> sold, ImageVersion version, Asset candidate, CancellationToken cancellationToken)
    {
        var ids = sold.Where(p => p.Version != version.Number).Select(p => p.Listing.LiveAssetId).OfType<Guid>().Where(id => id != candidate.Id).Distinct().ToList();
        var assets = await db.Assets.AsNoTracking().Where(a => ids.Contains(a.Id) && a.PurgedAt == null).ToDictionaryAsync(a => a.Id, cancellationToken);
        return new OrderedDictionary<Guid, Asset>(ids.Where(assets.ContainsKey).Select(id => KeyValuePair.Create(id, assets[id])));
    }

    private static List<ShelfPicture> Distinct(IEnumerable<Asset> live)
    {
        var kept = new List<Asset>();
        foreach (var asset in live.Where(asset => kept.TrueForAll(other => HashBands.Distance(other.PerceptualHash, asset.PerceptualHash) > SamePicture)))
        {
            kept.Add(asset);
        }

        return [.. kept.Take(MostLive).Select(asset => Of(ShelfKind.Live, asset, null))];
    }

    private async Task<IReadOnlyList<ShelfPlace>> PlacesAsync(MainImage image, IReadOnlyList<LivePlace> sold, ImageVersion version, OrderedDictionary<Guid, Asset> live, CancellationToken cancellationToken)
    {
        var title = await db.Products.Where(p => p.Id == image.ProductId).Select(p => p.Title).SingleAsync(cancellationToken);
        if (sold.Count == 0)
        {
            var (marketplace, site) = (image.Scope.Marketplace, image.Scope.Site);
            return [new ShelfPlace(marketplace, site is null ? [] : [$"{marketplace}/{site}"], title, TileOf(marketplace, site), null, CandidateIsLive: false)];
        }

        return [.. sold.GroupBy(p => p.Store.Marketplace).OrderBy(g => g.Key, StringComparer.Ordinal).Select(places =>
        {
            var first = places.First();
            return new ShelfPlace(
                places.Key,
                [.. places.Select(p => p.Store.SiteCode.ToString()).Distinct().Order(StringComparer.Ordinal)],
                TitleAt(first.Listing, first.Store.Site) ?? title,
                TileOf(places.Key, first.Store.Site),
                places.Where(p => p.Version != version.Number).Select(p => p.Listing.LiveAssetId).FirstOrDefault(id => id is { } known && live.ContainsKey(known)),
                places.Any(p => p.Version == version.Number));
        })];
    }

    /// <summary>A marketplace without a country is asked for its first: proportions are the marketplace's own.</summary>
    private ShelfTile TileOf(string? marketplace, string? site)
    {
        var now = clock.GetUtcNow();
        var place = marketplace is null ? default
            : site is not null ? new SiteCode(marketplace, site)
            : rules.OneSiteEach(now).Select(each => each.Site).FirstOrDefault(each => each.Marketplace == marketplace);
        return place.Marketplace is null ? new ShelfTile("1:1", false, null, null, null) : ShelfTile.Of(rules, place, now);
    }

    /// <summary>In the country's language where the listing has it, else in any.</summary>
    private static string? TitleAt(Listing listing, string site) => listing.Texts.Where(t => !string.IsNullOrWhiteSpace(t.Value.Title))
        .OrderByDescending(t => t.Key.EndsWith($"-{site}", StringComparison.Ordinal)).ThenBy(t => t.Key, StringComparer.Ordinal).Select(t => t.Value.Title).FirstOrDefault();

    private static ShelfPicture Of(ShelfKind kind, Asset asset, int? number) =>
        new(kind, asset.Id, number, null, asset.Width, asset.Height, ShelfReading.Of(asset.Facts.Product?.FillPercent, asset.Facts.DominantColours));
}
