using System.Globalization;
using System.Text.Json;
using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Rules;
using MainImageHub.Imaging;
using MainImageHub.Imaging.Pipeline;
using MainImageHub.Imaging.Processes;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Library;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design;

/// <summary>
/// Carries out the repairs that a version's reports offer and hands the result in as the next version, to be reviewed like any other:
/// the picture at hand stays as it is. Only what leaves the product alone is done; the rest is a designer's work.
/// </summary>
public sealed class FixVersion(HubDbContext db, CurrentMember member, IBlobStore blobs, ImagingProcesses imaging, SubmitVersion submit, PictureLibrary library, TimeProvider clock)
{
    private const string Recipe = "fixed";
    private const int BestQuality = 92;

    /// <summary>The largest side every marketplace takes and shows well.</summary>
    private const int LargestSide = 2000;

    /// <summary>A repaired picture is worked on whole, several times over in memory: beyond this side it is scaled down, whatever was asked for.</summary>
    private const int MostSide = 5000;

    /// <summary>What most marketplaces ask for; Amazon's number.</summary>
    private const double DefaultFill = 85;

    private static readonly string[] Doable = [FixIds.PadToSquare, FixIds.Resize, FixIds.Flatten, FixIds.ConvertToSrgb, FixIds.StripMetadata, FixIds.FitBytes, FixIds.ConvertFormat, FixIds.WhitenBackground, FixIds.CropToFill, FixIds.RemoveBorder, FixIds.PickFrame];

    /// <summary>Whether a repair is done here, or is a designer's work.</summary>
    public static bool CanDo(string fix) => Doable.Contains(fix);

    /// <param name="versionId">A ready version.</param>
    /// <param name="wanted">Ids of repairs; all that the reports offer when null or empty.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<ImageVersion> RunAsync(Guid versionId, IReadOnlyList<string?>? wanted, CancellationToken cancellationToken)
    {
        var version = await db.Versions.AsNoTracking().SingleOrDefaultAsync(v => v.Id == versionId, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        await member.RequireImageAsync(db, version.MainImageId, cancellationToken);
        if (version.Status != VersionStatus.Ready)
        {
            throw LifecycleProblems.VersionNotReady.Because(version.Number);
        }

        var asset = await db.Assets.AsNoTracking().SingleAsync(a => a.Id == version.AssetId, cancellationToken);
        if (await library.BlockedAsync(asset, cancellationToken) is { } blocked)
        {
            // Cropped or padded it would be the same picture, and look like another one.
            throw DesignProblems.FixesBlocked.Because(version.Number, blocked.Case);
        }

        var reports = await db.VersionCompliance.AsNoTracking().Where(c => c.VersionId == versionId).Select(c => c.Report).ToListAsync(cancellationToken);
        var findings = reports.SelectMany(r => r.Findings).Where(f => f.Fix is not null && f.Verdict != Verdict.Pass).ToList();
        var fixes = Choose(wanted, [.. findings.Select(f => f.Fix!).Where(Doable.Contains).Distinct(StringComparer.Ordinal)], version.Number);
        using var source = await blobs.BringAsync(member.WorkspaceId, asset.Sha256, cancellationToken) ?? throw DesignProblems.FileGone.Because(version.Number);
        var output = Directory.CreateTempSubdirectory("hub-fix-");
        try
        {
            var recipe = RecipeFor(fixes, asset.Facts, findings);
            var made = await RenderAsync(source.Path, recipe, output.FullName, cancellationToken);
            await using var bytes = File.OpenRead(made.Path);
            var name = UploadedFileName.Clean($"{Path.GetFileNameWithoutExtension(version.FileName)}-fixed.{(made.Format == ImageFormat.Jpeg ? "jpg" : made.Format.ToString().ToLowerInvariant())}");
            var file = await submit.StoreAsync(version.MainImageId, name, bytes, cancellationToken);
            db.Audit(member.Actor, "version.fixed", "version", version.Id, clock.GetUtcNow(), new() { ["fixes"] = string.Join(", ", fixes), ["sha256"] = file.Blob.Sha256 });
            return await submit.RunAsync(version.MainImageId, file with { Repair = new Repair(version.Number, fixes) }, cancellationToken);
        }
        finally
        {
            output.Delete(recursive: true);
        }
    }

    private static List<string> Choose(IReadOnlyList<string?>? wanted, List<string> offered, int number)
    {
        if (wanted is null or { Count: 0 })
        {
            return offered.Count > 0 ? offered : throw DesignProblems.NothingToFix.Because(number);
        }

        return wanted.FirstOrDefault(fix => !Doable.Contains(fix)) is null && !wanted.Contains(null)
            ? [.. wanted.OfType<string>().Distinct(StringComparer.Ordinal)]
            : throw DesignProblems.UnknownFix.Because(string.Join(", ", Doable));
    }

    private static RenditionRecipe RecipeFor(List<string> fixes, ImageFacts facts, List<Finding> findings)
    {
        if (fixes.Contains(FixIds.WhitenBackground) && !Repairable.Whiten(facts))
        {
            throw DesignProblems.CannotWhiten.Because();
        }

        var fill = findings.Where(f => f.Fix == FixIds.CropToFill).Select(f => Number(f.Required)).Max();
        var crop = fixes.Contains(FixIds.CropToFill) ? Repairable.CropToFill(facts, fill ?? DefaultFill) ?? throw DesignProblems.CannotCrop.Because() : (Region?)null;
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
            LongestSide = fixes.Contains(FixIds.Resize) ? LargestSide : MostSide,
            MaxBytes = fixes.Contains(FixIds.FitBytes) ? (long?)findings.Where(f => f.Fix == FixIds.FitBytes).Select(f => Number(f.Required)).Min() : null,
        };
    }

    /// <summary>A limit as it stands in a report that was read back from its row.</summary>
    private static double? Number(object? required) => required switch
    {
        JsonElement { ValueKind: JsonValueKind.Number } number => number.GetDouble(),
        IConvertible number => number.ToDouble(CultureInfo.InvariantCulture),
        _ => null,
    };

    private async Task<RenderedFile> RenderAsync(string path, RenditionRecipe recipe, string folder, CancellationToken cancellationToken)
    {
        try
        {
            return (await imaging.RenderAsync(path, [recipe], folder, cancellationToken))[0];
        }
        catch (ImageRefusedException refused)
        {
            throw DesignProblems.Refused(refused);
        }
    }
}
