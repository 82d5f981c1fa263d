using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Amazon;

/// <summary>Reports 2021-06-30: create, poll, fetch. Reports never name the seller; the consent behind the token does.</summary>
internal sealed class ReportsApi(SimulatedWorld world, ReportDesk desk, AmazonTokens tokens, AmazonLinks links, SalesAndTrafficReport sales, SearchCatalogReport search)
{
    private const int GzipFrom = 4_096;
    private static readonly TimeSpan UrlLife = TimeSpan.FromMinutes(5);

    public Task<IResult> CreateAsync(AmazonCall call)
    {
        var body = call.JsonBody();
        var type = (string?)body?["reportType"];
        if (type is not (SalesAndTrafficReport.Type or SearchCatalogReport.Type))
        {
            return Task.FromResult(AmazonErrors.InvalidInput($"Report type '{type}' is not one this simulator makes."));
        }

        if (body!["marketplaceIds"] is not JsonArray { Count: 1 } ids || !AmazonSite.TryByMarketplaceId((string?)ids[0], out var site)
            || !ReportDesk.TryReadDay((string?)body["dataStartTime"], out var from))
        {
            return Task.FromResult(AmazonErrors.InvalidInput("'marketplaceIds' must name one marketplace and 'dataStartTime' must be a date-time."));
        }

        var to = ReportDesk.TryReadDay((string?)body["dataEndTime"], out var end) ? end : DateOnly.FromDateTime(world.Clock.Now.UtcDateTime);
        var options = (body["reportOptions"] as JsonObject ?? []).ToDictionary(o => o.Key, o => o.Value?.ToString() ?? "", StringComparer.Ordinal);
        var fatal = to < from ? "The end lies before the start." : type == SearchCatalogReport.Type ? SearchCatalogReport.Problem(from, to, options) : SalesAndTrafficReport.Problem(world, from, options);
        var report = new AmazonReport(ReportDesk.NewId(), type, [.. tokens.SellersOf(call.Grant)], site.Code, from, to, options, world.Clock.RealNow, fatal);
        desk.File(report);
        return Task.FromResult(Results.Json(new JsonObject { ["reportId"] = report.Id }, statusCode: 202));
    }

    public Task<IResult> GetAsync(AmazonCall call) => Task.FromResult(desk.Find(call.Route("reportId")) is { } report && report.Kind.StartsWith("GET_", StringComparison.Ordinal)
        ? Results.Json(Describe(report))
        : AmazonErrors.ForStatus(404));

    public Task<IResult> ListAsync(AmazonCall call)
    {
        var types = call.QueryList("reportTypes");
        var sellers = tokens.SellersOf(call.Grant);
        var found = desk.All()
            .Where(r => r.Kind.StartsWith("GET_", StringComparison.Ordinal) && r.Sellers.Intersect(sellers, StringComparer.Ordinal).Any() && (types.Count == 0 || types.Contains(r.Kind, StringComparer.Ordinal)))
            .OrderByDescending(r => r.Created).Take(int.TryParse(call.Query("pageSize"), out var size) ? Math.Clamp(size, 1, 100) : 10);
        return Task.FromResult(Results.Json(new JsonObject { ["reports"] = new JsonArray([.. found.Select(Describe)]) }));
    }

    public Task<IResult> CancelAsync(AmazonCall call)
    {
        if (desk.Find(call.Route("reportId")) is not { } report)
        {
            return Task.FromResult(AmazonErrors.ForStatus(404));
        }

        if (desk.StageOf(report) != ReportStage.Queued)
        {
            return Task.FromResult(AmazonErrors.InvalidInput("Only a report that is IN_QUEUE can be cancelled."));
        }

        desk.File(report with { Cancelled = true });
        return Task.FromResult(Results.Ok());
    }

    public Task<IResult> DocumentAsync(AmazonCall call)
    {
        if (desk.FindDocument(call.Route("documentId")) is not { } report || desk.StageOf(report) != ReportStage.Done)
        {
            return Task.FromResult(AmazonErrors.ForStatus(404));
        }

        var document = new JsonObject
        {
            ["reportDocumentId"] = report.DocumentId,
            ["url"] = string.Create(CultureInfo.InvariantCulture, $"{links.Base(call.Http)}/documents/{report.DocumentId}?expires={(world.Clock.RealNow + UrlLife).ToUnixTimeSeconds()}"),
        };
        if (Content(report).Length >= GzipFrom)
        {
            document["compressionAlgorithm"] = "GZIP";
        }

        return Task.FromResult(Results.Json(document));
    }

    /// <summary>The file itself, behind an address that needs no token and lives five minutes.</summary>
    public Task<IResult> DownloadAsync(HttpContext http, string documentId)
    {
        var live = long.TryParse(http.Request.Query["expires"], CultureInfo.InvariantCulture, out var expires) && expires >= world.Clock.RealNow.ToUnixTimeSeconds();
        if (!live || desk.FindDocument(documentId) is not { } report || desk.StageOf(report) != ReportStage.Done)
        {
            return Task.FromResult(Results.Content("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>", "application/xml", statusCode: 403));
        }

        var content = Content(report);
        return Task.FromResult(content.Length >= GzipFrom ? Results.Bytes(Gzip(content), "application/gzip") : Results.Bytes(content, "application/json"));
    }

    public static byte[] Gzip(byte[] content)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return output.ToArray();
    }

    private byte[] Content(AmazonReport report) =>
        JsonSerializer.SerializeToUtf8Bytes(report.Kind == SearchCatalogReport.Type ? search.Write(report) : sales.Write(report));

    private JsonObject Describe(AmazonReport report)
    {
        AmazonSite.TryByCode(report.Site, out var site);
        var stage = desk.StageOf(report);
        var described = new JsonObject
        {
            ["reportId"] = report.Id,
            ["reportType"] = report.Kind,
            ["marketplaceIds"] = new JsonArray(site!.MarketplaceId),
            ["dataStartTime"] = $"{report.From:yyyy-MM-dd}T00:00:00+00:00",
            ["dataEndTime"] = $"{report.To:yyyy-MM-dd}T00:00:00+00:00",
            ["createdTime"] = AmazonItems.Instant(report.Created),
            ["processingStatus"] = stage switch
            {
                ReportStage.Queued => "IN_QUEUE",
                ReportStage.InProgress => "IN_PROGRESS",
                ReportStage.Done => "DONE",
                ReportStage.Cancelled => "CANCELLED",
                _ => "FATAL",
            },
        };
        if (stage is ReportStage.InProgress or ReportStage.Done or ReportStage.Fatal)
        {
            described["processingStartTime"] = AmazonItems.Instant(report.Created + world.Options.ReportStep);
        }

        if (stage is ReportStage.Done or ReportStage.Fatal)
        {
            described["processingEndTime"] = AmazonItems.Instant(report.Created + (world.Options.ReportStep * 2));
        }

        if (stage is ReportStage.Done)
        {
            described["reportDocumentId"] = report.DocumentId;
        }

        return described;
    }
}
