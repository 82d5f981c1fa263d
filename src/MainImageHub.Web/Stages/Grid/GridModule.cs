namespace MainImageHub.Web.Stages.Grid;

/// <summary>Products beside the places where they are sold: what counts in each cell, and orders on many cells.</summary>
public static class GridModule
{
    public static IServiceCollection AddGrid(this IServiceCollection services) => services
        .AddScoped<GridColumns>()
        .AddScoped<ReadGrid>()
        .AddScoped<GridOrders>()
        .AddScoped<GridExport>();

    public static void MapGridApi(this RouteGroupBuilder api) => GridApi.Map(api);
}
