using System.Globalization;
using CsvHelper;
using MainImageHub.Domain.Metrics;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Monitor.Files;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Monitor;

/// <summary>Where figures come in: uploads with their progress and rejected lines, and the stores that are read by themselves.</summary>
[Requires(HubAction.Read)]
public sealed class FiguresModel(HubDbContext db, CurrentMember member, IServiceScopeFactory scopes, IBlobStore blobs, StoreConnections connections, IStringLocalizer<MonitorWords> words) : PageModel
{
    public const int ProblemsShown = 50;
    private const int SampleLines = 20;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    public Page<MetricImport> Imports { get; private set; } = new([], null);

    public IReadOnlyList<StoreFiguresView> Stores { get; private set; } = [];

    public async Task OnGetAsync(string? cursor, CancellationToken cancellationToken)
    {
        var page = new PageQuery { Cursor = cursor, Limit = "20" };
        var before = page.Before;
        Imports = page.Cut(await db.MetricImports.AsNoTracking().Where(i => i.Id < before).OrderByDescending(i => i.Id).Take(page.Take + 1).ToListAsync(cancellationToken), i => i.Id);
        Stores = await db.Stores.AsNoTracking().OrderBy(s => s.Name).Select(s => new StoreFiguresView(
            s.Id, s.Name, s.Marketplace, s.Marketplace + "/" + s.Site, s.FiguresCompleteUpTo,
            db.FigureReadings.Where(r => r.StoreId == s.Id).OrderByDescending(r => r.Id).FirstOrDefault())).ToListAsync(cancellationToken);
    }

    /// <summary>Whether the store's marketplace tells figures at all.</summary>
    public bool Gives(StoreFiguresView store) => connections.FindConnector(store.Marketplace)?.Capabilities.Figures.Count > 0;

    [Requires(HubAction.ImportFigures)]
    public async Task<IActionResult> OnPostAsync(IFormFile? file, [FromServices] ImportFigures import, CancellationToken cancellationToken)
    {
        await import.StartAsync(file, ImportFigures.Generic, cancellationToken);
        return Redirect($"/w/{member.Workspace.Slug}/figures");
    }

    [Requires(HubAction.ImportFigures)]
    public async Task<IActionResult> OnPostReadAsync(Guid storeId, [FromServices] ReadFigures figures, CancellationToken cancellationToken)
    {
        var store = await figures.StartAsync(storeId, cancellationToken);
        TempData["Alert"] = words["ReadingStarted", store.Name].Value;
        TempData["AlertKind"] = "success";
        return Redirect($"/w/{member.Workspace.Slug}/figures");
    }

    /// <summary>A file with the right columns and a line for each of some listings: yesterday by its marketplace, the figures still empty.</summary>
    public async Task<IActionResult> OnGetSampleAsync([FromServices] MarketplaceClock clock, CancellationToken cancellationToken)
    {
        var listings = await db.Listings.AsNoTracking().OrderBy(l => l.Id).Join(db.Stores, l => l.StoreId, s => s.Id, (l, s) => new { Store = s, l.ExternalId }).Take(SampleLines).ToListAsync(cancellationToken);
        var yesterdays = new Dictionary<Guid, string>();
        foreach (var store in listings.Select(l => l.Store).DistinctBy(s => s.Id))
        {
            yesterdays[store.Id] = await clock.TryReadAsync(store, cancellationToken) is { Today: var today } ? today.AddDays(-1).ToString("O", CultureInfo.InvariantCulture) : "";
        }

        var bytes = new MemoryStream();
        await using (var csv = CsvWriter.Create(bytes, SpreadsheetCsv.Options, leaveOpen: true))
        {
            await csv.WriteRecordAsync(FigureColumns.All, cancellationToken);
            foreach (var listing in listings)
            {
                await csv.WriteRecordAsync([yesterdays[listing.Store.Id], listing.Store.Marketplace, listing.Store.Site, listing.ExternalId, .. FigureColumns.All[FigureColumns.Keys.Length..].Select(_ => "")], cancellationToken);
            }

            await csv.FlushAsync(cancellationToken);
        }

        bytes.Position = 0;
        return File(bytes, "text/csv", "figures.csv");
    }

    /// <summary>The lines that were not taken, with their reasons.</summary>
    public async Task<IActionResult> OnGetRejectedAsync(Guid id, CancellationToken cancellationToken)
    {
        var import = await db.MetricImports.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, cancellationToken);
        return import?.RejectedSha256 is { } sha && await blobs.OpenAsync(member.WorkspaceId, sha, cancellationToken) is { } lines
            ? File(lines, "text/csv", $"rejected-{id:n}.csv")
            : throw HttpProblems.NotFound.Because();
    }

    /// <summary>How far an upload is, told as it goes; ends with the upload.</summary>
    public async Task<IActionResult> OnGetProgressAsync(Guid id, CancellationToken cancellationToken)
    {
        Response.ContentType = "text/event-stream";
        Response.Headers.CacheControl = "no-store";
        while (!cancellationToken.IsCancellationRequested)
        {
            var import = await LookAsync(id, cancellationToken);
            if (import is null or { Status: MetricImportStatus.Completed or MetricImportStatus.Failed })
            {
                await Response.WriteAsync("event: done\ndata: .\n\n", cancellationToken);
                break;
            }

            var told = words["Progress", Number(import.RowsRead), Number(import.RowsRejected)].Value;
            await Response.WriteAsync($"event: progress\ndata: {System.Text.Encodings.Web.HtmlEncoder.Default.Encode(told)}\n\n", cancellationToken);
            await Response.Body.FlushAsync(cancellationToken);
            await Task.Delay(BetweenLooks, cancellationToken);
        }

        // The stream was the answer: without this the page itself would be written after it.
        return new EmptyResult();
    }

    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    // A scope of its own each time: a connection is not held while nothing happens.
    private async Task<MetricImport?> LookAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<WorkspaceScope>().Enter(member.WorkspaceId);
        return await scope.ServiceProvider.GetRequiredService<HubDbContext>().MetricImports.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, cancellationToken);
    }
}

public sealed record StoreFiguresView(Guid Id, string Name, string Marketplace, string Site, DateOnly? CompleteUpTo, FigureReading? Last);
