using MainImageHub.Domain.Lifecycle;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Grid;

/// <summary>The places where a workspace sells, and those that main images were planned for: what the grid has columns for.</summary>
public sealed class GridColumns(HubDbContext db, PlaceNames names)
{
    /// <summary>Each place stands behind the wider ones it inherits from.</summary>
    public async Task<IReadOnlyList<GridColumn>> ReadAsync(CancellationToken cancellationToken)
    {
        var stores = await db.Stores.AsNoTracking().OrderBy(s => s.Name).Select(s => new { s.Id, s.Name, s.Marketplace, s.Site }).ToListAsync(cancellationToken);
        var places = new HashSet<Scope> { Scope.Product };
        foreach (var store in stores)
        {
            places.Add(Scope.ForMarketplace(store.Marketplace));
            places.Add(Scope.ForSite(store.Marketplace, store.Site));
            places.Add(Scope.ForStore(store.Marketplace, store.Site, store.Id));
        }

        foreach (var key in await KeysInUseAsync(cancellationToken))
        {
            if (key.Split('/') is [var marketplace, var site])
            {
                places.Add(Scope.ForMarketplace(marketplace));
                places.Add(Scope.ForSite(marketplace, site));
            }
            else if (key != Scope.Product.Key && !key.Contains(':', StringComparison.Ordinal))
            {
                places.Add(Scope.ForMarketplace(key));
            }
        }

        var called = stores.ToDictionary(s => s.Id, s => s.Name);
        return
        [
            .. places.OrderBy(p => p.Marketplace ?? "", StringComparer.Ordinal).ThenBy(p => p.Site ?? "", StringComparer.Ordinal).ThenBy(p => p.Kind).ThenBy(p => p.StoreId is { } id ? called[id] : "", StringComparer.Ordinal)
                .Select(p => new GridColumn(p, p.Key, names.Scope(p, called), stores.Where(s => p.Covers(s.Marketplace, s.Site, s.Id)).Select(s => s.Id).ToHashSet(), IsAsked: true)),
        ];
    }

    /// <summary>Those asked for; with them the wider ones that they inherit from, so that it is seen where a picture comes from.</summary>
    public static IReadOnlyList<GridColumn> Shown(IReadOnlyList<GridColumn> all, GridFilter filter)
    {
        var hidden = filter.Hidden;
        return [.. all.Select(c => c with { IsAsked = filter.Fits(c.Scope) })
            .Where(c => c.IsAsked || c.Scope.Kind == ScopeKind.Product || all.Any(n => c.Scope.Covers(n.Scope) && filter.Fits(n.Scope)))
            .Where(c => !hidden.Contains(c.Scope.Kind))];
    }

    /// <summary>One look into the index for each key there is, however many main images have it.</summary>
    private Task<List<string>> KeysInUseAsync(CancellationToken cancellationToken)
    {
        var workspace = db.WorkspaceId;
        return db.Database.SqlQuery<string>($"""
            with recursive used (key) as (
              (select scope_key from main_image where workspace_id = {workspace} and retired_at is null order by scope_key limit 1)
              union all
              select (select i.scope_key from main_image i where i.workspace_id = {workspace} and i.retired_at is null and i.scope_key > used.key order by i.scope_key limit 1)
              from used where used.key is not null)
            select key as "Value" from used where key is not null
            """).ToListAsync(cancellationToken);
    }
}

/// <param name="Scope">The place.</param>
/// <param name="Key">As its main images have it: <c>*</c>, <c>amazon</c>, <c>amazon/US</c>, <c>store:…</c>.</param>
/// <param name="Name">As a person reads it.</param>
/// <param name="Stores">Those within it.</param>
/// <param name="IsAsked">False for a place that is shown only because others inherit from it.</param>
public sealed record GridColumn(Scope Scope, string Key, string Name, IReadOnlySet<Guid> Stores, bool IsAsked);
