using MainImageHub.Domain;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Imports;

/// <summary>What the words of a file can mean in this workspace: marketplaces, sites, stores and people, read once for a whole file.</summary>
public sealed class ImportPlaces(HubDbContext db, StoreConnections connections, RuleBook rules, PlaceNames names, TimeProvider clock)
{
    private const int MostNamed = 20;

    /// <summary>What exports in Chinese call marketplaces.</summary>
    private static readonly Dictionary<string, string> ChineseMarketplaces = new(StringComparer.Ordinal)
    {
        ["亚马逊"] = "amazon",
        ["速卖通"] = "aliexpress",
        ["虾皮"] = "shopee",
        ["来赞达"] = "lazada",
        ["沃尔玛"] = "walmart",
        ["阿里国际站"] = "alibaba",
    };

    private static readonly Dictionary<string, string[]> ChineseSites = new(StringComparer.Ordinal)
    {
        ["美国"] = ["US"],
        ["英国"] = ["GB", "UK"],
        ["德国"] = ["DE"],
        ["法国"] = ["FR"],
        ["意大利"] = ["IT"],
        ["西班牙"] = ["ES"],
        ["日本"] = ["JP"],
        ["加拿大"] = ["CA"],
        ["墨西哥"] = ["MX"],
        ["澳大利亚"] = ["AU"],
        ["荷兰"] = ["NL"],
        ["波兰"] = ["PL"],
        ["新加坡"] = ["SG"],
        ["马来西亚"] = ["MY"],
        ["泰国"] = ["TH"],
        ["越南"] = ["VN"],
        ["菲律宾"] = ["PH"],
        ["印尼"] = ["ID"],
        ["印度尼西亚"] = ["ID"],
        ["巴西"] = ["BR"],
        ["台湾"] = ["TW"],
    };

    private readonly Dictionary<string, string> marketplaces = new(StringComparer.OrdinalIgnoreCase);
    private Dictionary<string, Store> stores = [];
    private Dictionary<Guid, Store> storesById = [];
    private List<Member> members = [];

    /// <summary>Whose file it is.</summary>
    internal Member Sender { get; private set; } = null!;

    internal async Task LearnAsync(Member sender, CancellationToken cancellationToken)
    {
        Sender = sender;
        var all = await db.Stores.AsNoTracking().OrderBy(s => s.Name).ToListAsync(cancellationToken);
        storesById = all.ToDictionary(s => s.Id);
        stores = all.DistinctBy(s => s.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(s => s.Name, StringComparer.OrdinalIgnoreCase);
        members = await db.Members.AsNoTracking().Where(m => m.DeactivatedAt == null).OrderBy(m => m.Email).ToListAsync(cancellationToken);
        foreach (var code in connections.Connectors.Select(c => c.Marketplace).Concat(rules.Summaries(clock.GetUtcNow()).Select(r => r.Marketplace)))
        {
            marketplaces[code] = code;
            marketplaces[names.Marketplace(code)] = code;
        }

        foreach (var (name, code) in ChineseMarketplaces.Where(m => marketplaces.ContainsKey(m.Value)).ToList())
        {
            marketplaces[name] = code;
        }
    }

    internal Store? Store(Guid id) => storesById.GetValueOrDefault(id);

    internal string SiteName(SiteCode site) => names.Site(site);

    internal string ScopeName(Scope scope) => scope.StoreId is { } id && storesById.TryGetValue(id, out var store) ? store.Name : scope.ToString();

    /// <summary>In which language the site's texts are.</summary>
    internal string LanguageOf(Store store) => connections.FindConnector(store.Marketplace)?.Capabilities.FindSite(store.SiteCode)?.Language ?? "und";

    /// <param name="text">A store's name, as on the Stores page.</param>
    internal Store StoreOf(string text) => stores.TryGetValue(text, out var store) ? store : throw LineProblems.StoreUnknown.Because(text, List(stores.Values.Select(s => s.Name)));

    /// <summary>Where a line says that it is about. Two empty words are everywhere.</summary>
    internal Scope ScopeOf(string marketplaceText, string siteText)
    {
        // Both in one, as codes are written here.
        if (marketplaceText.Length == 0 && siteText.Split('/') is [var first, var second])
        {
            (marketplaceText, siteText) = (first.Trim(), second.Trim());
        }
        else if (marketplaceText.Split('/') is [var both, var site] && siteText.Length == 0)
        {
            (marketplaceText, siteText) = (both.Trim(), site.Trim());
        }

        if (marketplaceText.Length == 0)
        {
            return siteText.Length == 0 ? Scope.Product : throw LineProblems.SiteAlone.Because();
        }

        if (!marketplaces.TryGetValue(marketplaceText, out var marketplace))
        {
            throw LineProblems.MarketplaceUnknown.Because(marketplaceText, List(marketplaces.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)));
        }

        if (siteText.Length == 0)
        {
            return Scope.ForMarketplace(marketplace);
        }

        var known = Array.Find(ChineseSites.GetValueOrDefault(siteText) ?? [siteText.ToUpperInvariant()], s => Knows(new SiteCode(marketplace, s)));
        return known is not null ? Scope.ForSite(marketplace, known) : throw LineProblems.SiteUnknown.Because(names.Marketplace(marketplace), siteText, List(SitesOf(marketplace)));
    }

    /// <summary>The store of a listing whose line names none: the only one on its site.</summary>
    internal Store OnlyStoreAt(Scope scope)
    {
        List<Store> there = [.. storesById.Values.Where(s => scope.Kind != ScopeKind.Product && scope.Covers(s.Marketplace, s.Site, s.Id))];
        return there is [var only] ? only : throw LineProblems.StoreMissing.Because(List((there.Count > 0 ? there : [.. storesById.Values]).Select(s => s.Name)));
    }

    /// <param name="text">An e-mail address, or a name that only one member has.</param>
    internal Guid OwnerOf(string text)
    {
        if (members.Find(m => string.Equals(m.Email, text, StringComparison.OrdinalIgnoreCase)) is { } member)
        {
            return member.Id;
        }

        return members.FindAll(m => string.Equals(m.Name, text, StringComparison.OrdinalIgnoreCase)) is [var only]
            ? only.Id
            : throw LineProblems.OwnerUnknown.Because(text, List(members.Select(m => m.Email)));
    }

    internal string OwnerName(Guid id) => members.Find(m => m.Id == id)?.Name ?? "";

    internal bool IsActive(Guid member) => members.Exists(m => m.Id == member);

    private bool Knows(SiteCode site) => connections.FindConnector(site.Marketplace)?.Capabilities is { } capabilities ? capabilities.FindSite(site) is not null : rules.Knows(site);

    private IEnumerable<string> SitesOf(string marketplace) => connections.FindConnector(marketplace)?.Capabilities.Sites.Select(s => s.Code.Site)
        ?? rules.Summaries(clock.GetUtcNow()).FirstOrDefault(r => r.Marketplace == marketplace)?.Sites ?? [];

    private static string List(IEnumerable<string> all)
    {
        List<string> some = [.. all.Take(MostNamed + 1)];
        return some.Count == 0 ? "–" : some.Count > MostNamed ? string.Join(", ", some.Take(MostNamed)) + ", …" : string.Join(", ", some);
    }
}
