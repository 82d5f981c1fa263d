using MainImageHub.Domain.Lifecycle;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Shared;

/// <summary>Where a main image applies, as a person reads it: two shops on one site are told apart by their names.</summary>
public static class ScopeNames
{
    public static async Task<IReadOnlyDictionary<Guid, string>> StoreNamesAsync(this HubDbContext db, IEnumerable<Scope> scopes, CancellationToken cancellationToken)
    {
        var ids = scopes.Select(s => s.StoreId).OfType<Guid>().Distinct().ToArray();
        return ids.Length == 0 ? new Dictionary<Guid, string>() : await db.Stores.Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Name, cancellationToken);
    }

    /// <param name="words">The shared words.</param>
    /// <param name="scope">Where it applies.</param>
    /// <param name="stores">Names by id, as <see cref="StoreNamesAsync"/> reads them.</param>
    public static string Place(this IStringLocalizer<SharedWords> words, Scope scope, IReadOnlyDictionary<Guid, string> stores) => scope switch
    {
        { Kind: ScopeKind.Product } => words["ScopeEverywhere"],
        { Kind: ScopeKind.Store, StoreId: { } id } when stores.TryGetValue(id, out var name) => $"{name} ({scope})",
        _ => scope.ToString(),
    };
}
