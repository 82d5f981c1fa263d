using MainImageHub.Domain.Images;

namespace MainImageHub.Domain.Rules;

/// <summary>How many bytes the marketplace takes.</summary>
public sealed class FileSizeRule() : ImageRule<FileSizeLimits>(RuleIds.FileSize)
{
    protected override RuleOutcome Judge(ImageFacts facts, FileSizeLimits limits, RuleContext context)
    {
        // The hard limit is asked first: a file above both must be told the worse of the two.
        foreach (var limit in limits.FromHardest())
        {
            if (facts.Bytes > limit.Value)
            {
                return Finding(limit.Ceiling, limit, facts, new(
                    $"The file has {Wording.Megabytes(facts.Bytes)} ({Wording.Number(facts.Bytes)} bytes); allowed are {Wording.Megabytes(limit.Value)} — save it with stronger compression.",
                    $"文件大小为 {Wording.Megabytes(facts.Bytes)}（{Wording.Number(facts.Bytes)} 字节），上限 {Wording.Megabytes(limit.Value)}，请提高压缩率后重新保存。"))
                    with
                { Fix = FixIds.FitBytes };
            }
        }

        return Finding(Verdict.Pass, limits.FromHardest().First(), facts, new(
            $"The file has {Wording.Megabytes(facts.Bytes)}.", $"文件大小为 {Wording.Megabytes(facts.Bytes)}。"));
    }

    private Finding Finding(Verdict verdict, Limit<long> limit, ImageFacts facts, LocalText message) =>
        Found(verdict, limit, facts.Bytes, limit.Value, message) with { Unit = "bytes" };
}

/// <summary>At least one of the two is given.</summary>
public sealed record FileSizeLimits : RuleLimits
{
    public Limit<long>? MaxBytes { get; init; }

    /// <summary>A lower number that some of the marketplace's own pages or forms still hold to.</summary>
    public Limit<long>? CautiousMaxBytes { get; init; }

    public override IEnumerable<Evidence> Parts => FromHardest();

    public IEnumerable<Limit<long>> FromHardest() => new[] { MaxBytes, CautiousMaxBytes }.OfType<Limit<long>>();

    public override IEnumerable<LocalText> Mistakes()
    {
        if (MaxBytes is null && CautiousMaxBytes is null)
        {
            yield return new("maxBytes or cautiousMaxBytes must be given", "必须填写 maxBytes 或 cautiousMaxBytes");
        }

        if (FromHardest().Any(limit => limit.Value <= 0))
        {
            yield return new("a byte limit must be above 0", "文件大小限值必须大于 0");
        }

        if (CautiousMaxBytes?.Value >= MaxBytes?.Value)
        {
            yield return new("cautiousMaxBytes must be below maxBytes", "cautiousMaxBytes 必须小于 maxBytes");
        }
    }
}
