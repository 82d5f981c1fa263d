using MainImageHub.Domain.Rules;
using MainImageHub.Web.Stages.Design.Pins;
using MainImageHub.Web.Stages.Pictures;

namespace MainImageHub.Web.Stages.Design;

/// <summary>A picture on a page, with the places its report speaks of.</summary>
/// <param name="OffWhiteUrl">Where the map of its off-white background is drawn; null where the original is no longer kept.</param>
public sealed record PictureView(string Url, int Width, int Height, string Alt, string Caption, ComplianceReport? Report, string? OffWhiteUrl)
{
    /// <summary>The picture this one was made from, to be slid over it; null for one that came from outside.</summary>
    public BeforeView? Before { get; init; }

    /// <summary>Notes on the picture, to be drawn on it.</summary>
    public IReadOnlyList<PinView> Pins { get; init; } = [];

    /// <summary>A click on the picture begins a note there.</summary>
    public bool TakesPins { get; init; }

    /// <summary>What shoppers see now, to be held against this one; null where nothing is live, or this is.</summary>
    public string? LiveUrl { get; init; }

    /// <summary>The map is offered where the background is found fault with.</summary>
    public string? Heat => Report?.Findings.Any(f => f.Rule == RuleIds.WhiteBackground && f.Verdict != Verdict.Pass) == true ? OffWhiteUrl : null;

    /// <summary>The preview of a version's picture; its size is that of the asset, so that the page does not jump.</summary>
    public static PictureView Of(VersionView version, string workspace, string alt) => new(
        AssetPictures.Address(workspace, version.Asset!.Id, "preview-1600"),
        version.Asset.Width,
        version.Asset.Height,
        alt,
        $"{version.FileName} · {version.Asset.Width} × {version.Asset.Height} px · {version.Asset.Format.ToString().ToUpperInvariant()} · {ReportWords.Bytes(version.Asset.Bytes)}",
        version.Compliance,
        AssetPictures.Address(workspace, version.Asset.Id, AssetPictures.OffWhite));
}

/// <param name="Url">Its preview.</param>
/// <param name="Number">Of the version.</param>
public sealed record BeforeView(string Url, int Number);
