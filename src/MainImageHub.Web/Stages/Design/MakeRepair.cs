using System.Globalization;
using System.Text.Json;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Rules;
using MainImageHub.Imaging;
using MainImageHub.Imaging.Pipeline;
using MainImageHub.Imaging.Processes;
using MainImageHub.Web.Http;
using MainImageHub.Web.Stages.Library;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design;

/// <summary>Makes the repaired picture of a version and keeps its bytes; no row speaks of them yet.</summary>
public sealed class MakeRepair(HubDbContext db, IBlobStore blobs, ImagingProcesses imaging, Quarantine quarantine, PictureLibrary library, PictureLimits limits)
{
    private const string Recipe = "fixed";
    private const int BestQuality = 92;

    /// <summary>The largest side every marketplace takes and shows well.</summary>
    private const int LargestSide = 2000;

    /// <summary>A repaired picture is worked on whole, several times over in memory: beyond this side it is scaled down, whatever was asked for.</summary>
    private const int MostSide = 5000;

    /// <summary>What most marketplaces ask for; Amazon's number.</summary>
    private const double DefaultFill = 85;

    public static readonly IReadOnlyList<string> Doable = [FixIds.PadToSquare, FixIds.Resize, FixIds.Flatten, FixIds.ConvertToSrgb, FixIds.StripMetadata, FixIds.FitBytes, FixIds.ConvertFormat, FixIds.WhitenBackground, FixIds.CropToFill, FixIds.RemoveBorder, FixIds.PickFrame];

    /// <summary>Whether a repair is done here, or is a designer's work.</summary>
    public static bool CanDo(string fix) => Doable.Contains(fix);

    /// <summary>What reports ask for and is done here.</summary>
    public static IReadOnlyList<string> Offered(IEnumerable<ComplianceReport> reports) => [.. Asking(reports).Select(f => f.Fix!).Where(CanDo).Distinct(StringComparer.Ordinal)];

    public async Task<MadeRepair> RunAsync(ImageVersion version, IReadOnlyList<ComplianceReport> reports, IReadOnlyList<string> fixes, CancellationToken cancellationToken)
    {
        var asset = await db.Assets.AsNoTracking().SingleAsync(a => a.Id == version.AssetId, cancellationToken);
        if (await library.BlockedAsync(asset, cancellationToken) is { } blocked)
        {
            // Cropped or padded it would be the same picture, and look like another one.
            throw DesignProblems.FixesBlocked.Because(version.Number, blocked.Case);
        }

        using var source = await blobs.BringAsync(version.WorkspaceId, asset.Sha256, cancellationToken) ?? throw DesignProblems.FileGone.Because(version.Number);
        var output = Directory.CreateTempSubdirectory("hub-fix-");
        try
        {
            var recipe = RecipeFor(fixes, asset.Facts, [.. Asking(reports)]);
            var made = await RenderAsync(asset, source.Path, recipe, output.FullName, cancellationToken);
            await using var bytes = File.OpenRead(made.Path);
            var name = UploadedFileName.Clean($"{Path.GetFileNameWithoutExtension(version.FileName)}-fixed.{(made.Format == ImageFormat.Jpeg ? "jpg" : made.Format.ToString().ToLowerInvariant())}");
            var blob = await blobs.PutAsync(version.WorkspaceId, bytes, limits.MaxBytes, cancellationToken);
            return new MadeRepair(new ReceivedFile(name, blob, new Repair(version.Number, fixes)), made.Likeness);
        }
        finally
        {
            output.Delete(recursive: true);
        }
    }

    private static IEnumerable<Finding> Asking(IEnumerable<ComplianceReport> reports) => reports.SelectMany(r => r.Findings).Where(f => f.Fix is not null && f.Verdict != Verdict.Pass);

    private static RenditionRecipe RecipeFor(IReadOnlyList<string> fixes, ImageFacts facts, List<Finding> findings)
    {
        if (fixes.Contains(FixIds.WhitenBackground) && !Repairable.Whiten(facts))
        {
            throw DesignProblems.CannotWhiten.Because();
        }

        var crop = fixes.Contains(FixIds.CropToFill) ? CropFor(facts, findings) ?? throw DesignProblems.CannotCrop.Because() : (Region?)null;
        if (fixes.Contains(FixIds.RemoveBorder))
        {
            var inside = Repairable.WithoutBorder(facts) ?? throw DesignProblems.CannotRemoveBorder.Because();
            crop = crop is { } filled ? Repairable.Both(filled, inside) : inside;
        }

        // Turning upright, sRGB, no metadata and the first frame alone come with every rendition.
        var keeps = facts.Format is ImageFormat.Jpeg or ImageFormat.Png or ImageFormat.WebP && !fixes.Contains(FixIds.ConvertFormat) && !fixes.Contains(FixIds.FitBytes);
        return new RenditionRecipe(Recipe, keeps ? facts.Format : ImageFormat.Jpeg)
        {
            Quality = BestQuality,
            FlattenOnWhite = fixes.Contains(FixIds.Flatten) || fixes.Contains(FixIds.WhitenBackground),
            WhitenBackground = fixes.Contains(FixIds.WhitenBackground),
            Crop = crop,
            PadToSquare = fixes.Contains(FixIds.PadToSquare),
            LongestSide = fixes.Contains(FixIds.Resize) ? LongestAllowed(findings) : MostSide,
            MaxBytes = fixes.Contains(FixIds.FitBytes) ? (long?)findings.Where(f => f.Fix == FixIds.FitBytes).Select(f => Number(f.Required)).Min() : null,
        };
    }

    /// <summary>How many pixels a crop to the wanted fill leaves: a larger product is often a smaller picture. Null where it is not asked for, or cannot be.</summary>
    public static (int Width, int Height)? CroppedTo(ImageFacts facts, IEnumerable<ComplianceReport> reports) =>
        Asking(reports).ToList() is var findings && findings.Exists(f => f.Fix == FixIds.CropToFill) && CropFor(facts, findings) is { } crop
            ? ((int)Math.Round(crop.Width * facts.Width), (int)Math.Round(crop.Height * facts.Height))
            : null;

    private static Region? CropFor(ImageFacts facts, List<Finding> findings) =>
        Repairable.CropToFill(facts, findings.Where(f => f.Fix == FixIds.CropToFill).Select(f => Number(f.Required)).Max() ?? DefaultFill);

    /// <summary>The recommended side, or less where a marketplace takes no more than that.</summary>
    private static int LongestAllowed(List<Finding> findings) => (int)findings.Where(f => f.Fix == FixIds.Resize)
        .Select(f => JsonSerializer.SerializeToElement(f.Required, HubJson.Options) is { ValueKind: JsonValueKind.Object } required && required.TryGetProperty("max", out var max) ? Number(max) : null)
        .Append(LargestSide).Min()!;

    /// <summary>A limit as it stands in a report that was read back from its row.</summary>
    private static double? Number(object? required) => required switch
    {
        JsonElement { ValueKind: JsonValueKind.Number } number => number.GetDouble(),
        IConvertible number => number.ToDouble(CultureInfo.InvariantCulture),
        _ => null,
    };

    private async Task<RenderedFile> RenderAsync(Asset asset, string path, RenditionRecipe recipe, string folder, CancellationToken cancellationToken)
    {
        try
        {
            return (await quarantine.ReadAsync(asset.Sha256, asset.FileName, () => imaging.RenderAsync(path, [recipe], folder, cancellationToken), cancellationToken))[0];
        }
        catch (ImageRefusedException refused)
        {
            throw DesignProblems.Refused(refused);
        }
    }
}

/// <param name="File">The repaired picture's bytes, and what they were made from.</param>
/// <param name="Likeness">How like the unsqueezed picture it still is where it had to fit a size; see <see cref="RenderedFile.Likeness"/>.</param>
public sealed record MadeRepair(ReceivedFile File, double? Likeness)
{
    /// <summary>For the audit trail.</summary>
    public Dictionary<string, string> Details()
    {
        var details = new Dictionary<string, string> { ["fixes"] = string.Join(", ", File.Repair!.Fixes), ["sha256"] = File.Blob.Sha256 };
        if (Likeness is { } likeness)
        {
            details["likeness"] = likeness.ToString("0.###", CultureInfo.InvariantCulture);
        }

        return details;
    }
}
