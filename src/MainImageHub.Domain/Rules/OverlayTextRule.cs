using MainImageHub.Domain.Images;

namespace MainImageHub.Domain.Rules;

/// <summary>
/// Text, badges and watermarks laid over the photograph. What is printed on the product is allowed everywhere; where the two cannot be
/// told apart a person is asked.
/// </summary>
public sealed class OverlayTextRule() : ImageRule<ProhibitionLimits>(RuleIds.OverlayText)
{
    protected override RuleOutcome Judge(ImageFacts facts, ProhibitionLimits limits, RuleContext context)
    {
        if (facts.Text is not { } text)
        {
            return RuleOutcome.NotMeasured;
        }

        var added = Of(text, TextOrigin.Added);
        var unclear = Of(text, TextOrigin.Unclear);
        var measured = new OverlayTextMeasure(added.Length, unclear.Length, text.Count - added.Length - unclear.Length, Math.Round(added.Sum(Area), 4));
        if (added.Length > 0)
        {
            var largest = added.MaxBy(Area)!;
            return Found(limits.What.Ceiling, limits.What, measured, 0, new(
                $"Text was laid over the photograph in {Places(added.Length)}, covering {Wording.Share(measured.AddedShare)} of it; none is allowed — take it out. What is printed on the product itself may stay.",
                $"图片上有 {Wording.Number(added.Length)} 处后期添加的文字，占画面 {Wording.Share(measured.AddedShare)}，平台不允许。请去除；商品本身印刷的文字可以保留。"))
                with
            { Region = largest.Box };
        }

        if (unclear.Length > 0)
        {
            return Found(limits.What.AtMost(Verdict.NeedsHuman), limits.What, measured, 0, new(
                $"What may be text was found in {Places(unclear.Length)}: on the product, or added later — look for yourself; added text must go.",
                $"图片有 {Wording.Number(unclear.Length)} 处疑似文字，无法判断是商品自带还是后期添加，请人工确认；添加的文字须去除。"))
                with
            { Region = unclear.MaxBy(Area)!.Box };
        }

        return Found(Verdict.Pass, limits.What, measured, 0, text.Count == 0
            ? new("No text was found in the picture.", "图片中未发现文字。")
            : new(
                $"No added text: all that was found, in {Places(text.Count)}, is printed on the product.",
                $"未发现添加的文字：检测到的 {Wording.Number(text.Count)} 处文字均在商品上。"));
    }

    private static TextRegion[] Of(IReadOnlyList<TextRegion> text, TextOrigin origin) => [.. text.Where(region => region.Origin == origin)];

    private static string Places(int count) => count == 1 ? "one place" : $"{Wording.Number(count)} places";

    private static double Area(TextRegion region) => region.Box.Width * region.Box.Height;
}

/// <param name="Added">Places with text that was laid over the photograph.</param>
/// <param name="Unclear">Places where it could not be told.</param>
/// <param name="OnProduct">Places with text printed on the product.</param>
/// <param name="AddedShare">Share of the picture that the added text covers, 0..1.</param>
public sealed record OverlayTextMeasure(int Added, int Unclear, int OnProduct, double AddedShare);
