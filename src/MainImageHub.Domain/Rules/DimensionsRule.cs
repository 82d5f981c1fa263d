using System.Text.Json.Serialization;
using MainImageHub.Domain.Images;

namespace MainImageHub.Domain.Rules;

/// <summary>How many pixels the picture needs: to be taken at all, to be zoomable, to be shown at its best, and at most.</summary>
public sealed class DimensionsRule() : ImageRule<DimensionLimits>(RuleIds.Dimensions)
{
    protected override RuleOutcome Judge(ImageFacts facts, DimensionLimits limits, RuleContext context)
    {
        // "Each side" is decided by the shorter one when a minimum is asked and by the longer one when a maximum is.
        var least = limits.Basis == DimensionBasis.Longest ? facts.LongestSide : facts.ShortestSide;
        var sideEn = limits.Basis == DimensionBasis.Longest ? "longest" : "shortest";
        var sideZh = limits.Basis == DimensionBasis.Longest ? "最长边" : "最短边";
        var most = facts.LongestSide;
        var megapixels = (double)facts.Width * facts.Height / 1e6;

        if (limits.MinPx is { } min && least < min.Value)
        {
            // No fix: enlarging invents detail, so only a larger original helps.
            return Finding(min.Ceiling, min, new(
                $"The {sideEn} side has {Wording.Number(least)} px; at least {Wording.Number(min.Value)} px are needed — use a larger original, enlarging would blur it.",
                $"{sideZh}为 {Wording.Number(least)} 像素，至少需要 {Wording.Number(min.Value)} 像素。请使用更大的原图，放大会导致模糊。"));
        }

        if (limits.MaxPx is { } max && most > max.Value && max.Ceiling > Verdict.Pass)
        {
            return TooLarge(max);
        }

        if (limits.MaxMegapixels is { } pixels && megapixels > pixels.Value)
        {
            return Finding(pixels.Ceiling, pixels, new(
                $"The picture has {Wording.Ratio(megapixels)} megapixels; allowed are {Wording.Ratio(pixels.Value)} — scale it down.",
                $"图片为 {Wording.Ratio(megapixels)} 百万像素，上限 {Wording.Ratio(pixels.Value)}，请缩小尺寸。"))
                with
            { Fix = FixIds.Resize };
        }

        if (limits.CautiousMaxPx is { } cautious && most > cautious.Value)
        {
            return TooLarge(cautious);
        }

        if (limits.ZoomPx is { } zoom && least < zoom.Value && zoom.Ceiling > Verdict.Pass)
        {
            return Finding(zoom.Ceiling, zoom, new(
                $"The {sideEn} side has {Wording.Number(least)} px; shoppers can zoom from {Wording.Number(zoom.Value)} px — use a larger original.",
                $"{sideZh}为 {Wording.Number(least)} 像素，达到 {Wording.Number(zoom.Value)} 像素才能放大查看，请使用更大的原图。"));
        }

        if (limits.RecommendedPx is { } advised && least < advised.Value)
        {
            return Finding(advised.Ceiling, advised, new(
                $"The {sideEn} side has {Wording.Number(least)} px; {Wording.Number(advised.Value)} px are recommended — use a larger original if there is one.",
                $"{sideZh}为 {Wording.Number(least)} 像素，建议 {Wording.Number(advised.Value)} 像素，如有更大的原图请使用。"));
        }

        return Finding(Verdict.Pass, (Evidence?)limits.MinPx ?? limits.Parts.First(), new(
            $"{Wording.Number(facts.Width)} × {Wording.Number(facts.Height)} px.",
            $"{Wording.Number(facts.Width)} × {Wording.Number(facts.Height)} 像素。"));

        Finding TooLarge(Limit<int> limit) => Finding(limit.Ceiling, limit, new(
            $"The longest side has {Wording.Number(most)} px; at most {Wording.Number(limit.Value)} px are taken — scale it down.",
            $"最长边为 {Wording.Number(most)} 像素，上限 {Wording.Number(limit.Value)} 像素，请缩小尺寸。"))
            with
        { Fix = FixIds.Resize };

        Finding Finding(Verdict verdict, Evidence evidence, LocalText message) => Found(
            verdict,
            evidence,
            new PixelSize(facts.Width, facts.Height),
            new RequiredPixels(limits.Basis, limits.MinPx?.Value, limits.ZoomPx?.Value, limits.RecommendedPx?.Value, limits.MaxPx?.Value),
            message) with
        { Unit = "px" };
    }
}

public sealed record PixelSize(int Width, int Height);

/// <summary>The numbers a picture was held against; what the marketplace does not say is null.</summary>
public sealed record RequiredPixels(DimensionBasis Basis, int? Min, int? Zoom, int? Recommended, int? Max);

/// <summary>Which side the marketplace counts. A maximum always counts the longest.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DimensionBasis>))]
public enum DimensionBasis
{
    [JsonStringEnumMemberName("longest")]
    Longest,

    [JsonStringEnumMemberName("each")]
    Each,
}

/// <summary>Side lengths in pixels; at least one is given.</summary>
public sealed record DimensionLimits : RuleLimits
{
    public required DimensionBasis Basis { get; init; }

    /// <summary>Below this the marketplace refuses the picture.</summary>
    public Limit<int>? MinPx { get; init; }

    /// <summary>From here shoppers can zoom.</summary>
    public Limit<int>? ZoomPx { get; init; }

    public Limit<int>? RecommendedPx { get; init; }

    public Limit<int>? MaxPx { get; init; }

    /// <summary>A lower maximum that older pages of the marketplace still name.</summary>
    public Limit<int>? CautiousMaxPx { get; init; }

    public Limit<double>? MaxMegapixels { get; init; }

    public override IEnumerable<Evidence> Parts =>
        new Evidence?[] { MinPx, ZoomPx, RecommendedPx, MaxPx, CautiousMaxPx, MaxMegapixels }.OfType<Evidence>();

    public override IEnumerable<LocalText> Mistakes()
    {
        var sides = new[] { MinPx, ZoomPx, RecommendedPx, CautiousMaxPx, MaxPx }.OfType<Limit<int>>().Select(limit => limit.Value).ToArray();
        if (sides.Length == 0 && MaxMegapixels is null)
        {
            yield return new("at least one limit must be given", "至少填写一个限值");
        }

        if (Array.Exists(sides, side => side <= 0) || MaxMegapixels?.Value <= 0)
        {
            yield return new("lengths must be above 0", "尺寸必须大于 0");
        }

        var tallestMinimum = new[] { MinPx, ZoomPx, RecommendedPx }.Max(limit => limit?.Value);
        if (MinPx?.Value > ZoomPx?.Value || MinPx?.Value > RecommendedPx?.Value)
        {
            yield return new("minPx must not be above zoomPx or recommendedPx", "minPx 不能大于 zoomPx 或 recommendedPx");
        }

        if (tallestMinimum > MaxPx?.Value || CautiousMaxPx?.Value >= MaxPx?.Value)
        {
            yield return new("maxPx must be above all others", "maxPx 必须大于其他各项");
        }
    }
}
