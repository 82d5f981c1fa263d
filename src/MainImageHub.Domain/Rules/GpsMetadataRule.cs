using MainImageHub.Domain.Images;

namespace MainImageHub.Domain.Rules;

/// <summary>A published picture must not tell where it was taken.</summary>
public sealed class GpsMetadataRule() : ImageRule<ProhibitionLimits>(RuleIds.GpsMetadata)
{
    protected override RuleOutcome Judge(ImageFacts facts, ProhibitionLimits limits, RuleContext context) =>
        facts.Metadata.HasGps
            ? Found(limits.What.Ceiling, limits.What, true, false, new(
                "The file tells the place where it was taken (GPS) — strip its metadata before it is published.",
                "文件包含拍摄地点（GPS）信息，发布前请清除元数据。"))
                with
            { Fix = FixIds.StripMetadata }
            : Found(Verdict.Pass, limits.What, false, false, new("No GPS position in the file.", "文件不含 GPS 位置。"));
}
