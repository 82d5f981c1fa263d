using System.Text.RegularExpressions;
using MainImageHub.Domain;
using MainImageHub.Domain.Drops;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design.Drops;

/// <summary>
/// Says of many file names at once which product, place and slot they mean: a handful of queries, however many names there are. What lies
/// beyond the reach of a narrowed member is not offered.
/// </summary>
public sealed class MatchNames(HubDbContext db, CurrentMember me, StoreConnections connections, RuleBook rules, TimeProvider clock)
{
    /// <summary>Further ones would only hide the right one.</summary>
    private const int MostCandidates = 8;

    /// <summary>Leaves alone what a person chose and what is no longer open. The caller saves.</summary>
    public async Task RunAsync(IReadOnlyCollection<DropFile> files, CancellationToken cancellationToken)
    {
        List<DropFile> open = [.. files.Where(f => f is { IsOpen: true, ByHand: false })];
        var own = await db.NamePatterns.AsNoTracking().OrderBy(p => p.Name).Select(p => p.Text).ToListAsync(cancellationToken);
        var matches = await MatchAsync(open.ConvertAll(f => f.Name), own.ConvertAll(NamePattern.Compile), cancellationToken);
        foreach (var (file, match) in open.Zip(matches))
        {
            file.MatchTo(match.Place, match.Candidates, match.Doubt, match.Unread, match.Version);
        }
    }

    /// <summary>One answer for each name, in their order.</summary>
    public async Task<IReadOnlyList<NameMatch>> MatchAsync(IReadOnlyList<string> names, IReadOnlyList<Regex> own, CancellationToken cancellationToken)
    {
        var stores = await db.Stores.AsNoTracking().Select(s => new StorePlace(s.Id, s.Marketplace, s.Site)).ToListAsync(cancellationToken);
        var reader = new FileNameReader(Words(stores), own);
        var readings = names.Select(reader.Read).ToList();
        var found = await FindAsync([.. readings.SelectMany(keys => keys).Select(k => k.Text).Distinct(StringComparer.OrdinalIgnoreCase)], cancellationToken);
        var known = await KnowAsync(found, stores, cancellationToken);
        return [.. readings.Select(keys => Settle(keys, found, known))];
    }

    /// <summary>What stands for a marketplace or a site in a name.</summary>
    private NameWords Words(IEnumerable<StorePlace> stores)
    {
        var packs = rules.Summaries(clock.GetUtcNow());
        var connected = connections.Connectors.Select(c => c.Capabilities).SelectMany(c => c.Sites).Select(s => s.Code).ToList();
        return new NameWords(
            packs.Select(p => p.Marketplace).Concat(connected.Select(c => c.Marketplace)).Concat(stores.Select(s => s.Marketplace)),
            packs.SelectMany(p => p.Sites).Concat(connected.Select(c => c.Site)).Concat(stores.Select(s => s.Site)));
    }

    /// <summary>By key, without case: the products and listings that go by it.</summary>
    private async Task<ILookup<string, Hit>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        // As Postgres lowers them, and not as this machine's culture does.
        var lower = keys.Select(k => k.ToLowerInvariant()).ToArray();
#pragma warning disable CA1304, CA1311, CA1862 // Becomes lower() in SQL.
        var products = await db.Products.AsNoTracking().Where(p => lower.Contains(p.Sku.ToLower())).Select(p => new { p.Id, p.Sku, p.Brand }).ToListAsync(cancellationToken);
        var listings = await db.Listings.AsNoTracking().Where(l => lower.Contains(l.ExternalId.ToLower()) || lower.Contains(l.Sku.ToLower()))
            .Select(l => new { l.ProductId, l.ExternalId, l.Sku, l.StoreId, Brand = db.Products.Where(p => p.Id == l.ProductId).Select(p => p.Brand).FirstOrDefault() }).ToListAsync(cancellationToken);
#pragma warning restore CA1304, CA1311, CA1862
        var hits = products.Where(p => me.Member.WorksOnBrand(p.Brand)).Select(p => (Key: p.Sku, Hit: new Hit(p.Id, null)))
            .Concat(listings.Where(l => me.Member.WorksOnBrand(l.Brand)).SelectMany(l => new[] { l.ExternalId, l.Sku }.Distinct(StringComparer.OrdinalIgnoreCase).Select(key => (Key: key, Hit: new Hit(l.ProductId, l.StoreId)))));
        return hits.ToLookup(h => h.Key, h => h.Hit, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The main images of the products that were found, and where those are sold.</summary>
    private async Task<Known> KnowAsync(ILookup<string, Hit> found, IReadOnlyList<StorePlace> stores, CancellationToken cancellationToken)
    {
        var ids = found.SelectMany(hits => hits).Select(h => h.ProductId).Distinct().ToArray();
        var images = await db.MainImages.AsNoTracking().WithinReachOf(me, db).Where(i => ids.Contains(i.ProductId) && i.RetirementRequestedAt == null)
            .Select(i => new { i.Id, i.ProductId, i.Scope, i.Slot }).ToListAsync(cancellationToken);
        var sold = await db.Listings.AsNoTracking().Where(l => ids.Contains(l.ProductId)).Select(l => new { l.ProductId, l.StoreId }).Distinct().ToListAsync(cancellationToken);
        var byId = stores.ToDictionary(s => s.Id);
        return new Known(
            images.Select(i => new DropPlace(i.ProductId, i.Scope, i.Slot, i.Id)).ToLookup(p => p.ProductId),
            sold.Where(l => byId.ContainsKey(l.StoreId)).ToLookup(l => l.ProductId, l => byId[l.StoreId]),
            byId);
    }

    /// <summary>The longest beginning of the name that is known decides.</summary>
    private static NameMatch Settle(IReadOnlyList<NameKey> keys, ILookup<string, Hit> found, Known known)
    {
        if (keys.FirstOrDefault(k => found.Contains(k.Text)) is not { } key)
        {
            return keys is [var whole, ..] ? new NameMatch(null, [], DropDoubt.NoProduct, whole.Text, whole.Rest.Version) : new NameMatch(null, [], DropDoubt.NoProduct, null, null);
        }

        var (places, doubt) = PlacesOf([.. found[key.Text]], key.Rest, known);
        if (doubt == DropDoubt.None && key.Rest.Unread is not null)
        {
            doubt = DropDoubt.RestUnread;
        }

        return doubt == DropDoubt.None
            ? new NameMatch(places[0], [], doubt, null, key.Rest.Version)
            : new NameMatch(null, [.. places.Take(MostCandidates)], doubt, key.Rest.Unread, key.Rest.Version);
    }

    private static (IReadOnlyList<DropPlace> Places, DropDoubt Doubt) PlacesOf(IReadOnlyList<Hit> hits, NameRest rest, Known known)
    {
        var products = hits.Select(h => h.ProductId).Distinct().ToList();
        var slot = rest.Slot ?? MainImage.MainSlot;
        if (products.Count > 1)
        {
            return ([.. products.SelectMany(p => OfProduct(p, slot, [.. hits.Where(h => h.ProductId == p)], rest, known).Places)], DropDoubt.SeveralProducts);
        }

        return OfProduct(products[0], slot, hits, rest, known);
    }

    private static (IReadOnlyList<DropPlace> Places, DropDoubt Doubt) OfProduct(Guid product, string slot, IReadOnlyList<Hit> hits, NameRest rest, Known known)
    {
        var images = known.Images[product].Where(i => i.Slot == slot).ToList();
        if (rest.Site is { } site)
        {
            var marketplaces = rest.Marketplace is { } named ? [named] : MarketplacesWith(site, product, images, known);
            return marketplaces.Count == 0 ? (images, DropDoubt.SiteUnknown) : One([.. marketplaces.SelectMany(m => AtSite(product, slot, images, m, site))]);
        }

        // The product's own SKU says nothing of a place; what only a listing is called says which one.
        if (hits.All(h => h.StoreId is not null))
        {
            var listed = hits.Select(h => known.Stores[h.StoreId!.Value]).Where(s => rest.Marketplace is null || s.Marketplace == rest.Marketplace).ToList();
            return One([.. listed.Select(s => Shown(images, s) ?? new DropPlace(product, Scope.ForSite(s.Marketplace, s.Site), slot, null)).DistinctBy(p => (p.Scope.Key, p.MainImageId))]);
        }

        var scope = rest.Marketplace is { } marketplace ? Scope.ForMarketplace(marketplace) : Scope.Product;
        var within = images.Where(i => scope.Kind == ScopeKind.Product || i.Scope.Marketplace == scope.Marketplace).ToList();
        return within.Find(i => i.Scope.Key == scope.Key) is { } exact ? One([exact]) : One(within.Count > 0 ? within : [new DropPlace(product, scope, slot, null)]);
    }

    private static (IReadOnlyList<DropPlace> Places, DropDoubt Doubt) One(List<DropPlace> places) =>
        (places, places.Count switch { 0 => DropDoubt.SiteUnknown, 1 => DropDoubt.None, _ => DropDoubt.SeveralPlaces });

    /// <summary>The site's own main image, or those of its stores beside a new one for the site.</summary>
    private static IEnumerable<DropPlace> AtSite(Guid product, string slot, List<DropPlace> images, string marketplace, string site)
    {
        var scope = Scope.ForSite(marketplace, site);
        return images.Find(i => i.Scope.Key == scope.Key) is { } exact
            ? [exact]
            : [new DropPlace(product, scope, slot, null), .. images.Where(i => i.Scope.Kind == ScopeKind.Store && i.Scope.Marketplace == marketplace && i.Scope.Site == site)];
    }

    /// <summary>Where the product is sold decides; then where it has pictures; then where the workspace sells at all.</summary>
    private static List<string> MarketplacesWith(string site, Guid product, List<DropPlace> images, Known known)
    {
        var sold = known.Sold[product].Where(s => s.Site == site).Select(s => s.Marketplace).Distinct(StringComparer.Ordinal).ToList();
        if (sold.Count > 0)
        {
            return sold;
        }

        var pictured = images.Where(i => i.Scope.Site == site).Select(i => i.Scope.Marketplace!).Distinct(StringComparer.Ordinal).ToList();
        return pictured.Count > 0 ? pictured : [.. known.Stores.Values.Where(s => s.Site == site).Select(s => s.Marketplace).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The main image whose picture a listing in that store shows.</summary>
    private static DropPlace? Shown(List<DropPlace> images, StorePlace store) =>
        Scope.Resolve(images, i => i.Scope, Scope.ForStore(store.Marketplace, store.Site, store.Id));

    /// <param name="StoreId">The store whose listing goes by that name; null for the product itself.</param>
    private sealed record Hit(Guid ProductId, Guid? StoreId);

    private sealed record StorePlace(Guid Id, string Marketplace, string Site);

    private sealed record Known(ILookup<Guid, DropPlace> Images, ILookup<Guid, StorePlace> Sold, IReadOnlyDictionary<Guid, StorePlace> Stores);
}

/// <summary>What a name means.</summary>
/// <param name="Place">Null where it does not decide.</param>
/// <param name="Unread">What was not understood, or was looked for and is not there.</param>
public sealed record NameMatch(DropPlace? Place, IReadOnlyList<DropPlace> Candidates, DropDoubt Doubt, string? Unread, int? Version);
