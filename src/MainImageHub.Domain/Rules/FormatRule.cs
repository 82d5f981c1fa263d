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

        return Found(Verdict.Pass, allowed, measured, required, new($"{name} is accepted.", $"接受 {name} 格式。"));
    }
}

public sealed record FormatLimits : RuleLimits
{
    public required Limit<IReadOnlyList<ImageFormat>> Allowed { get; init; }

    public override IEnumerable<Evidence> Parts => [Allowed];

    public override IEnumerable<LocalText> Mistakes()
    {
        if (Allowed.Value.Count == 0 || Allowed.Value.Distinct().Count() != Allowed.Value.Count)
        {
            yield return new("allowed.value must name at least one format, each once", "allowed.value 至少列出一种格式，且不能重复");
        }
    }
}
