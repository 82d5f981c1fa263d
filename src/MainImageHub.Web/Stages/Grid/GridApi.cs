using System.Text.Json.Serialization;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MainImageHub.Web.Stages.Grid;

internal static class GridApi
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("/grid", ReadAsync).Requires(HubAction.Read)
        .WithName("ReadGrid").WithTags("Grid")
        .WithSummary("Products by SKU, and for each place where the workspace sells what counts there: whose picture, own or inherited, its stage, verdict and what was seen of it. A page may hold fewer items than asked for and still have a cursor.")
        .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<Ok<GridView>> ReadAsync([AsParameters] PageQuery page, [AsParameters] GridFilter filter, ReadGrid grid, CancellationToken cancellationToken)
    {
        var table = await grid.ReadAsync(filter, page, folds: false, cancellationToken);
        return TypedResults.Ok(new GridView(
            [.. table.Columns.Select(c => new GridPlaceView(c.Key, c.Name, c.Scope.Kind, c.Scope.Marketplace, c.Scope.Site, c.Scope.StoreId))],
            [.. table.Items.SelectMany(item => item.Rows.Select(row => new GridLineView(new GridProductView(row.Product.Id, row.Product.Sku, row.Product.Title, row.Product.Brand, item.Family?.Sku), row.Cells)))],
            table.NextCursor));
    }
}

/// <param name="Columns">The places shown, the widest first; every item has a cell for each, in this order.</param>
public sealed record GridView(IReadOnlyList<GridPlaceView> Columns, IReadOnlyList<GridLineView> Items, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor);

/// <param name="Key"><c>*</c> for all places, <c>amazon</c>, <c>amazon/US</c>, <c>store:…</c></param>
public sealed record GridPlaceView(string Key, string Name, ScopeKind Kind, string? Marketplace, string? Site, Guid? StoreId);

public sealed record GridProductView(Guid Id, string Sku, string Title, string? Brand, string? FamilySku);

public sealed record GridLineView(GridProductView Product, IReadOnlyList<GridCell> Cells);
