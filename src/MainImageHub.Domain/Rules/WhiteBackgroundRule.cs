using MainImageHub.Domain.Images;

namespace MainImageHub.Domain.Rules;

/// <summary>
/// The background must be white. Judged over the whole background, not the ring at the frame: a product may touch the edge,
/// and a grey patch in the middle is as bad as one at the side.
/// </summary>
public sealed class WhiteBackgroundRule() : ImageRule<WhiteBackgroundLimits>(RuleIds.WhiteBackground)
{
    // With less than half a per cent of the frame left, its colour says nothing: a scene, or a product cut out to the edges.
    private const double LeastBackground = 0.005;

    // Smaller is not worth a sentence.
    private const double LeastShadow = 0.005;

    protected override RuleOutcome Judge(ImageFacts facts, WhiteBackgroundLimits limits, RuleContext context)
    {
        if (facts.Background is not { } background)
        {
            return RuleOutcome.NotMeasured;
        }

        var white = context.White;
        var evidence = limits.White;
        var offWhite = 1 - background.NearShare;
        var measured = new WhiteMeasure(
            Math.Round(background.PureShare, 4), Math.Round(background.NearShare, 4), background.Median, background.MinChannel);
        var fix = Repairable.Whiten(facts) ? FixIds.WhitenBackground : null;
        var required = new WhiteRequirement(white.PureMedian, white.LeastMedian, 1 - white.MostOffWhite);

        if (background.Share < LeastBackground)
        {
            return Found(evidence.AtMost(Verdict.NeedsHuman), evidence, measured, required, new(
                $"Hardly any background was found ({Wording.Share(background.Share)} of the picture) — a person has to look whether it is white.",
                $"几乎没有找到背景（仅占画面 {Wording.Share(background.Share)}），请人工确认背景是否为白色。"));
        }

        if (background.NearShare < 1 - white.MostOffWhite)
        {
            // Half of it in doubt is too much to refuse a picture for.
            if (background.PerhapsProductShare >= offWhite / 2 && background.Median >= white.LeastMedian)
            {
                return Found(evidence.AtMost(Verdict.NeedsHuman), evidence, measured, required, new(
                    $"{Wording.Share(offWhite)} of what was taken for background is off-white, but parts of it look like a white product that melts into it — a person has to look. A little shading along the product's edge would tell them apart.",
                    $"被识别为背景的部分有 {Wording.Share(offWhite)} 偏灰，但其中一些看起来像与背景融为一体的白色商品，请人工确认。让商品边缘略带阴影有助于区分。"))
                    with
                { Region = background.OffWhite };
            }

            return Found(evidence.Ceiling, evidence, measured, required, new(
                $"The background is off-white on {Wording.Share(offWhite)} of its area (allowed {Wording.Share(white.MostOffWhite)}) — whiten it or re-shoot on pure white.",
                $"背景有 {Wording.Share(offWhite)} 的面积不是白色（允许 {Wording.Share(white.MostOffWhite)}），请将背景改为纯白或重新拍摄。"))
                with
            { Region = background.OffWhite, Fix = fix };
        }

        if (background.Median < white.LeastMedian && background.Median >= WhitestThatSurvives(facts.JpegQuality))
        {
            return Found(evidence.AtMost(Verdict.Warn), evidence, measured, required, new(
                $"The background's typical value is {background.Median} of 255 (at least {white.LeastMedian}), which compression this strong (JPEG quality {facts.JpegQuality}) makes even of pure white — save the picture again from the original at a higher quality.",
                $"背景典型值为 {background.Median}（满值 255，至少 {white.LeastMedian}），如此强的压缩（JPEG 质量 {facts.JpegQuality}）即使纯白也会变成这样，请用原图以更高质量重新保存。"))
                with
            { Fix = fix };
        }

        if (background.Median < white.LeastMedian)
        {
            return Found(evidence.Ceiling, evidence, measured, required, new(
                $"The background is a shade of grey: its typical value is {background.Median} of 255 (at least {white.LeastMedian}) — whiten it or re-shoot on pure white.",
                $"背景偏灰：典型值为 {background.Median}（满值 255，至少 {white.LeastMedian}），请将背景改为纯白或重新拍摄。"))
                with
            { Region = background.OffWhite, Fix = fix };
        }

        if (background.Median < white.PureMedian)
        {
            return Found(evidence.AtMost(Verdict.Warn), evidence, measured, required, new(
                $"The background is white to the eye but not pure: its typical value is {background.Median} of 255 — sellers report refusals at 254, so whiten it.",
                $"背景肉眼看是白色，但不是纯白：典型值为 {background.Median}（满值 255）。有卖家因 254 被拒，建议改为纯白。"))
                with
            { Fix = fix };
        }

        if (background.PerhapsLeftShare > white.MostOffWhite)
        {
            return Found(evidence.AtMost(Verdict.NeedsHuman), evidence, measured, required, new(
                $"The background round the product is white, but an even grey enclosed by the product may be background that was left: it would be {Wording.Share(background.PerhapsLeftShare)} of it (allowed {Wording.Share(white.MostOffWhite)}) — a person has to look. If it is background, whiten it too; a part of the product may stay.",
                $"商品周围的背景为白色，但商品围住的一块均匀灰色区域可能是遗漏的背景：若算作背景，将占背景的 {Wording.Share(background.PerhapsLeftShare)}（允许 {Wording.Share(white.MostOffWhite)}），请人工确认。若是背景也须改为白色；若是商品的一部分可以保留。"))
                with
            { Region = background.PerhapsLeft };
        }

        if (facts.Frames > 1)
        {
            return Found(evidence.AtMost(Verdict.NeedsHuman), evidence, measured, required, new(
                $"The background of the first of {facts.Frames} frames is white; the others were not measured — keep one frame, or look at them all.",
                $"共 {facts.Frames} 帧，仅测量了第一帧，其背景为白色；请只保留一帧，或人工查看其余各帧。"))
                with
            { Fix = FixIds.PickFrame };
        }

        var shadow = background.ShadowShare > LeastShadow
            ? new LocalText($" The product's soft shadow ({Wording.Share(background.ShadowShare.Value)} of the picture) was not counted.", $"商品自身的柔和阴影（占画面 {Wording.Share(background.ShadowShare.Value)}）未计入。")
            : new LocalText("", "");
        return Found(Verdict.Pass, evidence, measured, required, new(
            $"The background is white: {Wording.Share(offWhite)} of its area is off-white (allowed {Wording.Share(white.MostOffWhite)}).{shadow.En}",
            $"背景为白色：仅 {Wording.Share(offWhite)} 的面积不够白（允许 {Wording.Share(white.MostOffWhite)}）。{shadow.Zh}"));
    }

    /// <summary>
    /// JPEG keeps the mean of eight by eight pixels in steps of its first quantiser, eight times as fine in levels; rounding takes up to half a step.
    /// The steps are those of the tables in Annex K of ITU-T T.81, scaled as libjpeg does.
    /// </summary>
    private static int WhitestThatSurvives(int? jpegQuality)
    {
        if (jpegQuality is not { } quality)
        {
            return 255;
        }

        var scale = quality < 50 ? 5000 / Math.Max(quality, 1) : 200 - (2 * quality);
        var step = Math.Clamp(((16 * scale) + 50) / 100, 1, 255);
        return 255 - (int)Math.Ceiling(step / 16.0);
    }
}

/// <param name="PureShare">Share of the background that is exactly 255, 255, 255.</param>
/// <param name="NearShare">Share of it whose channels are all at least 250.</param>
/// <param name="Median">Median of each background pixel's lowest channel, 0..255.</param>
/// <param name="MinChannel">Lowest channel in the background, 0..255.</param>
public sealed record WhiteMeasure(double PureShare, double NearShare, int Median, int MinChannel);

/// <param name="Median">Below this the picture is warned.</param>
/// <param name="LeastMedian">Below this it fails.</param>
/// <param name="NearShare">Below this share of near-white background it fails.</param>
public sealed record WhiteRequirement(int Median, int LeastMedian, double NearShare);

/// <summary>How strictly a workspace reads "white". The default is what sellers report reviewers to hold to.</summary>
public sealed record WhiteTolerance
{
    public static WhiteTolerance Default { get; } = new();

    /// <summary>The background's median lowest channel below which the picture is warned.</summary>
    public int PureMedian { get; init; } = 255;

    /// <summary>The background's median lowest channel below which the picture fails.</summary>
    public int LeastMedian { get; init; } = 254;

    /// <summary>The share of the background that may be visibly off-white (a channel below 250).</summary>
    public double MostOffWhite { get; init; } = 0.01;
}

public sealed record WhiteBackgroundLimits : RuleLimits
{
    public required Limit<BackgroundMode> White { get; init; }

    public override IEnumerable<Evidence> Parts => [White];
}

public enum BackgroundMode
{
    /// <summary>Exactly 255, 255, 255 in the marketplace's words.</summary>
    PureWhite,

    /// <summary>"White" without a number; measured the same way, since reviewers' screens are.</summary>
    White,
}
