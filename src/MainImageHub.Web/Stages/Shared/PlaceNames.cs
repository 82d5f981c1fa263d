using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Shared;

/// <summary>
/// What people call marketplaces, their sites and the places a main image applies to: "Amazon US", "Shopify". Codes such as
/// <c>amazon/US</c> are for the API and for files.
/// </summary>
public sealed class PlaceNames(RuleBook rules, IStringLocalizer<SharedWords> words)
{
    /// <summary>What a marketplace is called; its code where no rules name it.</summary>
    public string Marketplace(string marketplace) => rules.NameOf(marketplace) ?? marketplace;

    /// <summary>A marketplace that is one for all countries has no site to be told.</summary>
    public string Site(SiteCode site) => site.Site == "-" ? Marketplace(site.Marketplace) : $"{Marketplace(site.Marketplace)} {site.Site}";

    /// <param name="code">As of <see cref="SiteCode"/>; anything else comes back as it is.</param>
    public string Site(string code) => SiteCode.TryParse(code, out var site) ? Site(site) : code;

    /// <param name="scope">Where a main image applies. Two shops on one site are told apart by their names.</param>
    /// <param name="stores">Names by id, as <see cref="StoresOfScopes.StoreNamesAsync"/> reads them.</param>
    public string Scope(Scope scope, IReadOnlyDictionary<Guid, string> stores) => scope switch
    {
        { Kind: ScopeKind.Product } => words["ScopeEverywhere"],
        { Kind: ScopeKind.Marketplace } => words["ScopeMarketplace", Marketplace(scope.Marketplace!)],
        { Kind: ScopeKind.Store, StoreId: { } id } when stores.TryGetValue(id, out var name) => $"{name} ({Site(scope.ToString())})",
        _ => Site(scope.ToString()),
    };
}

public static class StoresOfScopes
{
    public static async Task<IReadOnlyDictionary<Guid, string>> StoreNamesAsync(this HubDbContext db, IEnumerable<Scope> scopes, CancellationToken cancellationToken)
    {
        var ids = scopes.Select(s => s.StoreId).OfType<Guid>().Distinct().ToArray();
        return ids.Length == 0 ? new Dictionary<Guid, string>() : await db.Stores.Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Name, cancellationToken);
    }
}
