using MainImageHub.Domain.Images;

namespace MainImageHub.Domain.Rules;

/// <summary>
/// A picture that is another product's main image already, or that drew a complaint. The first is mostly a mix-up and sometimes meant, so
/// it warns; the second fails whatever a marketplace says of duplicates.
/// </summary>
public sealed class DuplicateRule() : ImageRule<ProhibitionLimits>(RuleIds.Duplicate)
{
    protected override RuleOutcome Judge(ImageFacts facts, ProhibitionLimits limits, RuleContext context)
    {
        if (context.Likes is not { } likes)
        {
            return RuleOutcome.NotMeasured;
        }

        if (likes.Blocked is { } blocked)
        {
            return OfBlocked(blocked);
        }

        if (likes.Uses is not [var nearest, ..])
        {
            return Found(Verdict.Pass, limits.What, 0, 0, new("No product outside its family has this picture.", "所属系列以外没有其他商品使用该图片。"));
        }

        var products = likes.Products;
        var measured = new DuplicateMeasure(products, nearest.Sku, nearest.Distance, nearest.ProductId, nearest.VersionId, nearest.AssetId);
        var (same, sameZh) = nearest.Distance == 0 ? ("the same picture", "同一图片") : ("a picture that looks the same", "看起来相同的图片");
        return Found(limits.What.AtMost(Verdict.Warn), limits.What, measured, 0, new(
            products == 1
                ? $"Product {nearest.Sku} has {same} already — check that it was not mixed up."
                : $"Product {nearest.Sku} and {Wording.Number(products - 1)} more have {same} already — check that it was not mixed up.",
            products == 1
                ? $"商品 {nearest.Sku} 已使用{sameZh}，请确认没有弄错。"
                : $"商品 {nearest.Sku} 等 {Wording.Number(products)} 个商品已使用{sameZh}，请确认没有弄错。"));
    }

    private static Finding OfBlocked(LikeBlocked blocked) => new()
    {
        Rule = RuleIds.Duplicate,
        Verdict = Verdict.Fail,
        Measured = new BlockedMeasure(blocked.Case, blocked.Distance, blocked.Id),
        Required = 0,
        Message = new(
            $"This picture is blocked: it drew the complaint “{blocked.Case}”. Use another picture; if the complaint is settled, end the block first.",
            $"该图片已被禁用：曾引发投诉“{blocked.Case}”。请改用其他图片；如投诉已解决，请先解除禁用。"),
        Source = $"The complaint “{blocked.Case}”, in this workspace's list of blocked pictures.",
        SourceZh = $"本工作区禁用图片列表中的投诉“{blocked.Case}”。",
        Confidence = ConfidenceNames.Of(Confidence.OwnReasoning),
    };
}

/// <summary>Who has the picture already.</summary>
/// <param name="Products">How many other products.</param>
/// <param name="Sku">Of the one with the nearest picture.</param>
/// <param name="Distance">Bits in which the perceptual hashes differ.</param>
public sealed record DuplicateMeasure(int Products, string Sku, int Distance, Guid ProductId, Guid VersionId, Guid AssetId);

/// <summary>Which complaint the picture drew.</summary>
/// <param name="Case">Its name or number.</param>
/// <param name="Distance">Bits in which the perceptual hashes differ.</param>
/// <param name="BlockedPictureId">Its line in the list.</param>
public sealed record BlockedMeasure(string Case, int Distance, Guid BlockedPictureId);
