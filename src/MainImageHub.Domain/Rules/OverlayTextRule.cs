using MainImageHub.Domain.Images;

namespace MainImageHub.Domain.Rules;

/// <summary>
/// Text, badges and watermarks laid over the photograph. What is printed on the product is allowed everywhere; where the two cannot be
/// told apart a person is asked. Words of a sale are hardly ever printed on a product: on a patch that was drawn they are a badge, and
/// elsewhere a person is asked as well.
/// </summary>
public sealed class OverlayTextRule() : ImageRule<ProhibitionLimits>(RuleIds.OverlayText)
{
    private const int MostQuoted = 3;

    private const int LongestQuote = 40;

    protected override RuleOutcome Judge(ImageFacts facts, ProhibitionLimits limits, RuleContext context)
    {
        if (facts.Text is not { } text)
        {
            return RuleOutcome.NotMeasured;
        }

        var added = Of(text, TextOrigin.Added);
        var unclear = Of(text, TextOrigin.Unclear);
        var measured = Measure(text);
        if (added.Length > 0)
        {
            var largest = added.MaxBy(Area)!;
            return Found(limits.What.Ceiling, limits.What, measured, 0, new(
                $"Text was laid over the photograph in {Places(added.Length)}, covering {Wording.Share(measured.AddedShare)} of it{Watermark(added, "; it repeats across the picture as a watermark does")}.{Words(added, " It says ", ", ", ".")} Not accepted: {Lower(limits.What.Value)} Take it out; what is printed on the product itself may stay.",
                $"图片上有 {Wording.Number(added.Length)} 处后期添加的文字，占画面 {Wording.Share(measured.AddedShare)}{Watermark(added, "，且像水印一样重复出现")}。{Words(added, "文字为", "、", "。")}平台不接受：{limits.What.ValueZh}请去除；商品本身印刷的文字可以保留。"))
                with
            { Region = largest.Box };
        }

        var sale = unclear.Where(region => region.Origin == TextOrigin.Printed).ToArray();
        if (sale.Length > 0)
        {
            return Found(limits.What.AtMost(Verdict.NeedsHuman), limits.What, measured, 0, new(
                $"Words of a sale stand on the product in {Places(sale.Length)}: {Words(sale, "", ", ", "")} — look whether they were laid over the photograph; added text and badges must go, what is printed on the product itself may stay.",
                $"商品上有 {Wording.Number(sale.Length)} 处促销文字：{Words(sale, "", "、", "")}，请人工确认是否为后期添加；添加的文字和角标须去除，商品本身印刷的文字可以保留。"))
                with
            { Region = sale.MaxBy(Area)!.Box };
        }

        if (unclear.Length > 0)
        {
            return Found(limits.What.AtMost(Verdict.NeedsHuman), limits.What, measured, 0, new(
                $"What may be text was found in {Places(unclear.Length)}: on the product, or added later — look for yourself; added text must go.{Words(unclear, " It seems to say ", ", ", ".")}",
                $"图片有 {Wording.Number(unclear.Length)} 处疑似文字，无法判断是商品自带还是后期添加，请人工确认；添加的文字须去除。{Words(unclear, "识别为", "、", "。")}"))
                with
            { Region = unclear.MaxBy(Area)!.Box };
        }

        return Found(Verdict.Pass, limits.What, measured, 0, text.Count == 0
            ? new("No lettering was found. Marks without letters are not looked for.", "未发现文字。不含文字的标记未检测。")
            : new(
                $"No added lettering was found; what looks like lettering, in {Places(text.Count)}, lies on the product. Marks without letters are not looked for.",
                $"未发现添加的文字；{Wording.Number(text.Count)} 处疑似文字均在商品上。不含文字的标记未检测。"));
    }

    /// <summary>How much of it was laid over the photograph, and how much may have been.</summary>
    public static OverlayTextMeasure Measure(IReadOnlyList<TextRegion> text)
    {
        var (added, unclear) = (Of(text, TextOrigin.Added), Of(text, TextOrigin.Unclear));
        return new OverlayTextMeasure(added.Length, unclear.Length, text.Count - added.Length - unclear.Length, Math.Round(added.Sum(Area), 4));
    }

    /// <summary>What the largest of them say, as far as it could be read.</summary>
    private static string Words(TextRegion[] regions, string before, string between, string after)
    {
        var words = regions.Where(region => region.Text is not null).OrderByDescending(Area).Select(region => region.Text!).Distinct(StringComparer.Ordinal).Take(MostQuoted)
            .Select(text => $"“{(text.Length > LongestQuote ? text[..LongestQuote] + "…" : text)}”").ToArray();
        return words.Length == 0 ? "" : before + string.Join(between, words) + after;
    }

    /// <summary>Four or more pieces of about one height that lie all over the picture.</summary>
    private static string Watermark(TextRegion[] added, string says)
    {
        if (added.Length < 4)
        {
            return "";
        }

        var heights = added.Select(region => Math.Min(region.Box.Width, region.Box.Height)).Order().ToArray();
        var alike = heights[^1] <= 2 * heights[0];
        var wide = added.Max(r => r.Box.X + r.Box.Width) - added.Min(r => r.Box.X) > 0.5 && added.Max(r => r.Box.Y + r.Box.Height) - added.Min(r => r.Box.Y) > 0.5;
        return alike && wide ? says : "";
    }

    private static string Lower(string sentence) => sentence.Length > 0 ? char.ToLowerInvariant(sentence[0]) + sentence[1..] : sentence;

    private static TextRegion[] Of(IReadOnlyList<TextRegion> text, TextOrigin origin) => [.. text.Where(region => Told(region) == origin)];

    /// <summary>What a text says can tell more than where it stands.</summary>
    private static TextOrigin Told(TextRegion region) => region switch
    {
        { Origin: TextOrigin.Added } => TextOrigin.Added,
        { OnDrawnPatch: true } when SaleWords.Are(region.Text) => TextOrigin.Added,
        { Origin: TextOrigin.Printed } when SaleWords.Are(region.Text) || (region.OnDrawnPatch && SaleWords.MayBe(region.Text)) => TextOrigin.Unclear,
        _ => region.Origin,
    };

    private static string Places(int count) => count == 1 ? "one place" : $"{Wording.Number(count)} places";

    private static double Area(TextRegion region) => region.Box.Width * region.Box.Height;
}

/// <param name="Added">Places with text that was laid over the photograph.</param>
/// <param name="Unclear">Places where it could not be told.</param>
/// <param name="OnProduct">Places with text printed on the product.</param>
/// <param name="AddedShare">Share of the picture that the added text covers, 0..1.</param>
public sealed record OverlayTextMeasure(int Added, int Unclear, int OnProduct, double AddedShare);
