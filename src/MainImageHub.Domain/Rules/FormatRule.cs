using MainImageHub.Domain.Images;

namespace MainImageHub.Domain.Rules;

/// <summary>Which file formats the marketplace takes; judged by the bytes, not by the file's name.</summary>
public sealed class FormatRule() : ImageRule<FormatLimits>(RuleIds.Format)
{
    protected override RuleOutcome Judge(ImageFacts facts, FormatLimits limits, RuleContext context)
    {
        var allowed = limits.Allowed;
        var measured = Wording.Wire(facts.Format);
        var required = allowed.Value.Select(Wording.Wire).ToArray();
        var name = Wording.Name(facts.Format);
        var names = string.Join(", ", allowed.Value.Select(Wording.Name));

        if (!allowed.Value.Contains(facts.Format))
        {
            return Found(allowed.Ceiling, allowed, measured, required, new(
                $"The file is {name}; this marketplace takes {names} — convert it.",
                $"文件格式为 {name}，该平台只接受 {names}，请转换格式。"))
                with
            { Fix = FixIds.ConvertFormat };
        }

        // Upload forms and image proxies often go by the extension, so a name that lies is refused there with a misleading reason.
        if (facts.ExtensionMatches == false)
        {
            return Found(Verdict.Warn, allowed, measured, required, new(
                $"The file's name promises another format than the {name} it holds — rename or convert it.",
                $"文件扩展名与实际格式（{name}）不符，请改名或转换格式。"))
                with
            { Fix = FixIds.ConvertFormat };
        }

        if (limits.CautiousAllowed is { } cautious && !cautious.Value.Contains(facts.Format))
        {
            var few = string.Join(", ", cautious.Value.Select(Wording.Name));
            return Found(cautious.AtMost(Verdict.Warn), cautious, measured, cautious.Value.Select(Wording.Wire).ToArray(), new(
                $"The interface takes {name}, but the marketplace's policy for sellers names {few} only — convert it to be on the safe side.",
                $"接口接受 {name}，但平台的卖家政策仅列出 {few}，稳妥起见请转换格式。"))
                with
            { Fix = FixIds.ConvertFormat };
        }

        if (limits.LeastJpegQuality is { } least && facts.JpegQuality < least.Value)
        {
            return Found(least.AtMost(Verdict.Warn), least, facts.JpegQuality, least.Value, new(
                $"The picture was saved at JPEG quality {facts.JpegQuality} (about {least.Value} or more is asked for) — save it again from the original; saving this file again brings nothing back.",
                $"图片的 JPEG 质量约为 {facts.JpegQuality}（建议至少 {least.Value}），请用原图重新导出；对本文件再次保存无法恢复画质。"));
        }

        return Found(Verdict.Pass, allowed, measured, required, new($"{name} is accepted.", $"接受 {name} 格式。"));
    }
}

public sealed record FormatLimits : RuleLimits
{
    public required Limit<IReadOnlyList<ImageFormat>> Allowed { get; init; }

    /// <summary>What a stricter text of the same marketplace takes, where the interface takes more: warned outside it.</summary>
    public Limit<IReadOnlyList<ImageFormat>>? CautiousAllowed { get; init; }

    /// <summary>The quality of a JPEG below which the marketplace warns, 1..100, as estimated from its quantisation tables.</summary>
    public Limit<int>? LeastJpegQuality { get; init; }

    public override IEnumerable<Evidence> Parts => new Evidence?[] { Allowed, CautiousAllowed, LeastJpegQuality }.OfType<Evidence>();

    public override IEnumerable<LocalText> Mistakes()
    {
        if (Allowed.Value.Count == 0 || Allowed.Value.Distinct().Count() != Allowed.Value.Count)
        {
            yield return new("allowed.value must name at least one format, each once", "allowed.value 至少列出一种格式，且不能重复");
        }

        if (CautiousAllowed is { } cautious && (cautious.Value.Count == 0 || cautious.Value.Except(Allowed.Value).Any()))
        {
            yield return new("cautiousAllowed.value must name formats that are allowed", "cautiousAllowed.value 只能列出 allowed 中的格式");
        }

        if (LeastJpegQuality is { Value: < 1 or > 100 })
        {
            yield return new("leastJpegQuality.value must be 1 to 100", "leastJpegQuality.value 须在 1 到 100 之间");
        }
    }
}
