using MainImageHub.Domain.Metrics;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Monitor;

internal static class MetricsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var metrics = api.MapGroup("/metrics").WithTags("Monitor");
        metrics.MapPost("/imports", ImportAsync).Requires(HubAction.ImportFigures).WithName("ImportFigures")
            .WithSummary("Upload daily figures as CSV; read in the background.").Accepts<FigureFile>("multipart/form-data");
        metrics.MapGet("/imports", ListAsync).Requires(HubAction.Read).WithName("ListFigureImports").WithSummary("Uploads of figures, newest first.");
        metrics.MapGet("/imports/{id:guid}", ReadAsync).Requires(HubAction.Read).WithName("GetFigureImport")
            .WithSummary("How an upload of figures went, with the rejected lines and why.");
        metrics.MapGet("/summary", SummariseAsync).Requires(HubAction.Read).WithName("SummariseFigures")
            .WithSummary("Sums and rates by day, marketplace, site or version, the latter joined through what was seen live.");
        api.MapPost("/stores/{id:guid}/figures", ReadFiguresAsync).Requires(HubAction.ImportFigures).WithTags("Monitor").WithName("ReadStoreFigures")
            .WithSummary("Read the marketplace's figures of a store now.");
    }

    private static async Task<Accepted<ImportStarted>> ImportAsync(HttpRequest request, ImportFigures import, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType)
        {
            throw MonitorProblems.FileMissing.Because();
        }

        var form = await request.ReadFormAsync(cancellationToken);
        var started = await import.StartAsync(form.Files.GetFile("file"), form["format"], cancellationToken);
        return TypedResults.Accepted($"/api/v1/metrics/imports/{started.Id}", new ImportStarted(started.Id));
    }

    private static async Task<Page<ImportView>> ListAsync([AsParameters] PageQuery page, HubDbContext db, CancellationToken cancellationToken)
    {
        var before = page.Before;
        var rows = await db.MetricImports.AsNoTracking().Where(i => i.Id < before).OrderByDescending(i => i.Id).Take(page.Take + 1).ToListAsync(cancellationToken);
        return page.Cut([.. rows.Select(ImportView.Of)], row => row.Id);
    }

    private static async Task<Ok<ImportView>> ReadAsync(Guid id, HubDbContext db, CancellationToken cancellationToken) =>
        TypedResults.Ok(ImportView.Of(await db.MetricImports.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because()));

    private static async Task<Ok<MetricSummaryView>> SummariseAsync(
        MetricSummary summary, Guid? mainImageId, string? groupBy, DateOnly? from, DateOnly? to, CancellationToken cancellationToken)
    {
        var grouping = groupBy switch
        {
            null or "day" => MetricGrouping.Day,
            "marketplace" => MetricGrouping.Marketplace,
            "site" => MetricGrouping.Site,
            "version" => MetricGrouping.Version,
            _ => throw MonitorProblems.BadGroup.Because(),
        };
        return TypedResults.Ok(await summary.OfAsync(mainImageId, grouping, from, to, cancellationToken));
    }

    private static async Task<Accepted<FiguresAsked>> ReadFiguresAsync(Guid id, ReadFigures figures, CancellationToken cancellationToken)
    {
        var store = await figures.StartAsync(id, cancellationToken);
        return TypedResults.Accepted((string?)null, new FiguresAsked(store.Id, store.FiguresCompleteUpTo));
    }

    /// <summary>The form of an upload, for the API's description.</summary>
    private sealed record FigureFile(IFormFile File, string? Format);

    private sealed record ImportStarted(Guid Id);

    private sealed record FiguresAsked(Guid StoreId, DateOnly? CompleteUpTo);

    private sealed record ImportView(
        Guid Id, MetricImportStatus Status, string FileName, string Format, long RowsRead, long RowsAccepted, long RowsRejected,
        IReadOnlyList<ImportProblem> Problems, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt)
    {
        public static ImportView Of(MetricImport import) => new(
            import.Id, import.Status, import.FileName, import.Format, import.RowsRead, import.RowsAccepted, import.RowsRejected, import.Problems, import.CreatedAt, import.EndedAt);
    }
}
