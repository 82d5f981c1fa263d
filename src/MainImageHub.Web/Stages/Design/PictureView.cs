using MainImageHub.Domain.Rules;

namespace MainImageHub.Web.Stages.Design;

/// <summary>A picture on a page, with the places its report speaks of.</summary>
public sealed record PictureView(string Url, int Width, int Height, string Alt, string Caption, ComplianceReport? Report)
{
    /// <summary>The preview of a version's picture; its size is that of the asset, so that the page does not jump.</summary>
    public static PictureView Of(VersionView version, string workspace, string alt) => new(
        $"/w/{workspace}/assets/{version.Asset!.Id}/preview-1600",
        version.Asset.Width,
        version.Asset.Height,
        alt,
        $"{version.FileName} · {version.Asset.Width} × {version.Asset.Height} px · {version.Asset.Format.ToString().ToUpperInvariant()} · {ReportWords.Bytes(version.Asset.Bytes)}",
        version.Compliance);
}
