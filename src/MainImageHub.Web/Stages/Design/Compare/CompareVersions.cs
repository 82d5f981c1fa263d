using System.Globalization;
using System.Text.Json;
using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Http;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design.Compare;

/// <summary>Two versions of a main image beside each other, and what differs between them: measurements and verdicts, from stored facts alone.</summary>
public sealed class CompareVersions(HubDbContext db)
{
    /// <summary>In place of a number: what shoppers see.</summary>
    public const string Live = "live";

    /// <param name="mainImageId">Whose versions.</param>
    /// <param name="left">A version's number or <see cref="Live"/>; what is live when absent, else the one before the right one.</param>
    /// <param name="right">The same; the newest when absent.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<Comparison> RunAsync(Guid mainImageId, string? left, string? right, CancellationToken cancellationToken)
    {
        var image = await db.MainImages.AsNoTracking().SingleOrDefaultAsync(i => i.Id == mainImageId, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        var seen = db.Versions.AsNoTracking().Where(v => v.MainImageId == mainImageId && v.AssetId != null);
        var second = await FindAsync(seen, image, right, cancellationToken)
            ?? await seen.OrderByDescending(v => v.Number).FirstOrDefaultAsync(cancellationToken) ?? throw DesignProblems.NothingToCompare.Because(right ?? "-");
        var first = await FindAsync(seen, image, left, cancellationToken)
            ?? await seen.Where(v => v.Id == image.LiveVersionId && v.Id != second.Id).SingleOrDefaultAsync(cancellationToken)
            ?? await seen.Where(v => v.Number < second.Number).OrderByDescending(v => v.Number).FirstOrDefaultAsync(cancellationToken)
            ?? second;
        var assets = await db.Assets.AsNoTracking().Where(a => a.Id == first.AssetId || a.Id == second.AssetId).ToDictionaryAsync(a => a.Id, cancellationToken);
        var reports = (await db.VersionCompliance.AsNoTracking().Where(c => c.VersionId == first.Id || c.VersionId == second.Id).ToListAsync(cancellationToken)).ToLookup(c => c.VersionId, c => c.Report);
        var (one, other) = (assets[first.AssetId!.Value], assets[second.AssetId!.Value]);
        return new Comparison
        {
            MainImageId = mainImageId,
            Left = View(first, one, image),
            Right = View(second, other, image),
            Distance = HashBands.Distance(one.PerceptualHash, other.PerceptualHash),
            Measurements = [.. Measures(one.Facts).Zip(Measures(other.Facts), (l, r) => l with { Right = r.Left }).Where(m => !Same(m.Left, m.Right))],
            Verdicts = Verdicts(reports[first.Id].ToDictionary(r => r.Profile), reports[second.Id].ToDictionary(r => r.Profile)),
            Rules = Rules(reports[first.Id].ToDictionary(r => r.Profile), reports[second.Id].ToDictionary(r => r.Profile)),
        };
    }

    private static async Task<ImageVersion?> FindAsync(IQueryable<ImageVersion> seen, MainImage image, string? which, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(which))
        {
            return null;
        }

        var number = int.TryParse(which, NumberStyles.None, CultureInfo.InvariantCulture, out var known) ? known : 0;
        var found = which == Live ? seen.Where(v => v.Id == image.LiveVersionId) : seen.Where(v => v.Number == number);
        return await found.SingleOrDefaultAsync(cancellationToken) ?? throw DesignProblems.NothingToCompare.Because(which);
    }

    private static ComparedVersion View(ImageVersion version, Asset asset, MainImage image) =>
        new(version.Id, version.Number, version.Id == image.LiveVersionId, version.Decision, version.FileName, version.SubmittedByName, version.SubmittedAt, new AssetView(asset.Id, asset.Sha256, asset.Width, asset.Height, asset.Format, asset.Bytes));

    /// <summary>By the ids of the rules that judge them, so that both are called the same.</summary>
    private static IEnumerable<MeasureChange> Measures(ImageFacts facts) =>
    [
        new(RuleIds.Dimensions, new { width = facts.Width, height = facts.Height }, "px"),
        new(RuleIds.FileSize, facts.Bytes, "bytes"),
        new(RuleIds.Format, facts.Format.ToString().ToLowerInvariant(), null),
        new(RuleIds.ColourSpace, facts.ColourSpace, null),
        new(RuleIds.WhiteBackground, facts.Background is { } ground ? new { pureShare = Math.Round(ground.PureShare, 3), nearShare = Math.Round(ground.NearShare, 3), median = ground.Median } : null, null),
        new(RuleIds.ProductFill, facts.Product is { } product ? Math.Round(product.FillPercent, 1) : null, "%"),
        new(RuleIds.MultipleProducts, facts.Product?.Objects, null),
        new(RuleIds.OverlayText, facts.Text is { } text ? new { added = Count(text, TextOrigin.Added), unclear = Count(text, TextOrigin.Unclear), onProduct = Count(text, TextOrigin.Printed) } : null, null),
        new(RuleIds.Border, facts.Border?.Kind, null),
        new(RuleIds.Sharpness, facts.Detail?.Sharpness is { } sharpness ? Math.Round(sharpness, 2) : null, null),
        new(RuleIds.Person, facts.Faces?.Count, null),
        new(RuleIds.Transparency, facts.HasAlpha, null),
        new(RuleIds.Animation, facts.Frames, "frames"),
        new(RuleIds.GpsMetadata, facts.Metadata.HasGps, null),
    ];

    private static int Count(IReadOnlyList<TextRegion> text, TextOrigin origin) => text.Count(t => t.Origin == origin);

    private static bool Same(object? left, object? right) => JsonSerializer.Serialize(left, HubJson.Options) == JsonSerializer.Serialize(right, HubJson.Options);

    private static List<VerdictChange> Verdicts(Dictionary<string, ComplianceReport> left, Dictionary<string, ComplianceReport> right) =>
        [.. left.Keys.Union(right.Keys).Order(StringComparer.Ordinal).Select(profile => new VerdictChange(profile, left.GetValueOrDefault(profile)?.Verdict, right.GetValueOrDefault(profile)?.Verdict)).Where(change => change.Left != change.Right)];

    /// <summary>The same change at several sites is told once. A site that judged only one of the two tells nothing of a change.</summary>
    private static List<RuleVerdictChange> Rules(Dictionary<string, ComplianceReport> left, Dictionary<string, ComplianceReport> right) =>
    [
        .. left.Keys.Intersect(right.Keys).Order(StringComparer.Ordinal)
            .SelectMany(profile => Findings(left[profile]).Keys.Union(Findings(right[profile]).Keys).Select(rule => (Profile: profile, Rule: rule, Left: Of(left[profile], rule), Right: Of(right[profile], rule))))
            .Where(change => change.Left != change.Right)
            .GroupBy(change => (change.Rule, change.Left, change.Right))
            .Select(same => new RuleVerdictChange(same.Key.Rule, same.Key.Left, same.Key.Right, [.. same.Select(change => change.Profile)]))
            .OrderByDescending(change => change.Right ?? change.Left).ThenBy(change => change.Rule, StringComparer.Ordinal),
    ];

    private static Verdict? Of(ComplianceReport report, string rule) => Findings(report).TryGetValue(rule, out var verdict) ? verdict : null;

    private static Dictionary<string, Verdict> Findings(ComplianceReport report) => report.Findings.GroupBy(f => f.Rule).ToDictionary(f => f.Key, f => f.Max(x => x.Verdict));
}

/// <summary>Two versions and what differs.</summary>
public sealed record Comparison
{
    public required Guid MainImageId { get; init; }

    public required ComparedVersion Left { get; init; }

    public required ComparedVersion Right { get; init; }

    /// <summary>How many of the 64 bits of their perceptual fingerprints differ: 0 looks the same, from about 10 on they are different pictures.</summary>
    public required int Distance { get; init; }

    /// <summary>Only what differs.</summary>
    public required IReadOnlyList<MeasureChange> Measurements { get; init; }

    /// <summary>Sites whose verdict differs.</summary>
    public required IReadOnlyList<VerdictChange> Verdicts { get; init; }

    /// <summary>Rules whose verdict differs at a site that judged both.</summary>
    public required IReadOnlyList<RuleVerdictChange> Rules { get; init; }
}

/// <param name="IsLive">Shoppers see it.</param>
public sealed record ComparedVersion(Guid Id, int Number, bool IsLive, ReviewDecision Decision, string FileName, string SubmittedBy, DateTimeOffset SubmittedAt, AssetView Asset);

/// <param name="Measure">The id of the rule that judges it.</param>
/// <param name="Left">As it is measured; absent where it was not.</param>
/// <param name="Unit">px, %, bytes, ...</param>
public sealed record MeasureChange(string Measure, object? Left, string? Unit)
{
    public object? Right { get; init; }
}

/// <param name="Left">Absent where that version was not judged for the site.</param>
public sealed record VerdictChange(string Profile, Verdict? Left, Verdict? Right);

/// <param name="Left">Absent where the rule was not judged.</param>
/// <param name="Profiles">Where it is so.</param>
public sealed record RuleVerdictChange(string Rule, Verdict? Left, Verdict? Right, IReadOnlyList<string> Profiles);
