using System.Text.Json;

namespace MainImageHub.Domain.Rules;

/// <summary>
/// What the workspace's other pictures say of one: input of the rule <c>duplicate</c> beside the picture's facts. Looked up by whoever
/// judges; where nobody looked, the rule stands in <c>notMeasured</c>.
/// </summary>
/// <param name="Uses">Other products whose main image it is, nearest first.</param>
/// <param name="Blocked">The blocked picture it is, or looks like, or was made from; of several, the one blocked last.</param>
public sealed record PictureLikes(IReadOnlyList<LikeUse> Uses, LikeBlocked? Blocked)
{
    public static PictureLikes None { get; } = new([], null);

    /// <summary>How many other products have it, of which <see cref="Uses"/> may name only the nearest.</summary>
    public int Products { get; private init; } = Uses.Select(use => use.ProductId).Distinct().Count();

    /// <summary>What a kept report found; null where nobody had looked. So rules can be judged anew without looking again.</summary>
    public static PictureLikes? Of(ComplianceReport report)
    {
        if (report.Findings.FirstOrDefault(finding => finding.Rule == RuleIds.Duplicate) is not { } finding)
        {
            return null;
        }

        // As it was read from its row, where a value is what JSON makes of it.
        var measured = JsonSerializer.SerializeToElement(finding.Measured, JsonSerializerOptions.Web);
        if (measured.ValueKind != JsonValueKind.Object)
        {
            return None;
        }

        if (measured.TryGetProperty("blockedPictureId", out _))
        {
            var blocked = measured.Deserialize<BlockedMeasure>(JsonSerializerOptions.Web)!;
            // Since when is not in a report, and no rule asks.
            return new([], new LikeBlocked(blocked.BlockedPictureId, blocked.Case, blocked.Distance, default));
        }

        var nearest = measured.Deserialize<DuplicateMeasure>(JsonSerializerOptions.Web)!;
        return new([new LikeUse(nearest.Sku, nearest.ProductId, nearest.VersionId, nearest.AssetId, nearest.Distance)], null) { Products = nearest.Products };
    }
}

/// <summary>The same picture, or one that looks the same, in the life of another product.</summary>
/// <param name="Distance">Bits in which the perceptual hashes differ; 0 for the same bytes.</param>
public sealed record LikeUse(string Sku, Guid ProductId, Guid VersionId, Guid AssetId, int Distance);

/// <summary>A picture that drew a complaint.</summary>
/// <param name="Case">The complaint's name or number.</param>
/// <param name="Distance">Bits in which the perceptual hashes differ; 0 for the same bytes.</param>
/// <param name="At">Since when. Whoever gave their word for the picture before did not know of the complaint.</param>
public sealed record LikeBlocked(Guid Id, string Case, int Distance, DateTimeOffset At);
