using System.Globalization;
using System.Text.Json;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Amazon;

/// <summary>A report that was asked for. What it says is worked out when it is fetched: past days do not change.</summary>
internal sealed record AmazonReport(
    string Id, string Kind, IReadOnlyList<string> Sellers, string Site, DateOnly From, DateOnly To,
    IReadOnlyDictionary<string, string> Options, DateTimeOffset Created, string? Fatal = null, bool Cancelled = false)
{
    public string DocumentId => $"amzn1.spdoc.1.4.na.{Id}";
}

internal enum ReportStage
{
    Queued,
    InProgress,
    Done,
    Fatal,
    Cancelled,
}

/// <summary>Keeps the reports of both kinds (selling and advertising) and lets them take their time.</summary>
internal sealed class ReportDesk(SimulatedWorld world) : IMarketplaceState
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, AmazonReport> _reports = new(StringComparer.Ordinal);

    public string Marketplace => "amazon.reports";

    public static string NewId() => Guid.CreateVersion7().ToString();

    public void File(AmazonReport report)
    {
        lock (_gate)
        {
            _reports[report.Id] = report;
        }

        lock (world.Gate)
        {
            world.Touch();
        }
    }

    public AmazonReport? Find(string id)
    {
        lock (_gate)
        {
            return _reports.GetValueOrDefault(id);
        }
    }

    public AmazonReport? FindDocument(string documentId) => documentId.StartsWith("amzn1.spdoc.1.4.na.", StringComparison.Ordinal) ? Find(documentId["amzn1.spdoc.1.4.na.".Length..]) : null;

    public IReadOnlyList<AmazonReport> All()
    {
        lock (_gate)
        {
            return [.. _reports.Values];
        }
    }

    public ReportStage StageOf(AmazonReport report)
    {
        var age = world.Clock.RealNow - report.Created;
        var step = world.Options.ReportStep;
        return report.Cancelled ? ReportStage.Cancelled
            : age < step ? ReportStage.Queued
            : age < step * 2 ? ReportStage.InProgress
            : report.Fatal is null ? ReportStage.Done : ReportStage.Fatal;
    }

    public IReadOnlyList<Listing> ListingsOf(AmazonReport report)
    {
        lock (world.Gate)
        {
            return
            [
                .. world.Listings.Where(l => l.Key.Marketplace == AmazonCatalogue.Marketplace && l.Key.Site == report.Site && !l.Deleted && report.Sellers.Contains(l.Key.Seller, StringComparer.Ordinal))
                    .OrderBy(l => l.Key.Sku, StringComparer.Ordinal),
            ];
        }
    }

    public static bool TryReadDay(string? text, out DateOnly day)
    {
        var read = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at);
        day = read ? DateOnly.FromDateTime(at.UtcDateTime) : default;
        return read;
    }

    public JsonElement Save(JsonSerializerOptions options) => JsonSerializer.SerializeToElement(All(), options);

    public void Load(JsonElement state, JsonSerializerOptions options)
    {
        lock (_gate)
        {
            foreach (var report in state.Deserialize<List<AmazonReport>>(options)!)
            {
                _reports[report.Id] = report;
            }
        }
    }
}
