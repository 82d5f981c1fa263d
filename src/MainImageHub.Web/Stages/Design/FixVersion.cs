using System.Globalization;
using System.Text.Json;
using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Rules;
using MainImageHub.Imaging;
using MainImageHub.Imaging.Pipeline;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design;

/// <summary>
/// Carries out the repairs that a version's reports offer and hands the result in as the next version, to be reviewed like any other:
/// the picture at hand stays as it is. Only what changes no product pixel is done; the rest is a designer's work.
/// </summary>
public sealed class FixVersion(HubDbContext db, CurrentMember member, IBlobStore blobs, ImagingEngine imaging, CheckPlaces places, SubmitVersion submit, TimeProvider clock)
{
    private const string Recipe = "fixed";
    private const int BestQuality = 92;

    /// <summary>The largest side every marketplace takes and shows well.</summary>
    private const int LargestSide = 2000;

    private static readonly string[] Doable = [FixIds.PadToSquare, FixIds.Resize, FixIds.Flatten, FixIds.ConvertToSrgb, FixIds.StripMetadata, FixIds.FitBytes, FixIds.ConvertFormat];

    /// <param name="versionId">A ready version.</param>
    /// <param name="wanted">Ids of repairs; all that the reports offer when null or empty.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<ImageVersion> RunAsync(Guid versionId, IReadOnlyList<string?>? wanted, CancellationToken cancellationToken)
    {
        var version = await db.Versions.AsNoTracking().SingleOrDefaultAsync(v => v.Id == versionId, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        if (version.Status != VersionStatus.Ready)
        {
            throw LifecycleProblems.VersionNotReady.Because(version.Number);
        }

        var asset = await db.Assets.AsNoTracking().SingleAsync(a => a.Id == version.AssetId, cancellationToken);
        var reports = await db.VersionCompliance.AsNoTracking().Where(c => c.VersionId == versionId).Select(c => c.Report).ToListAsync(cancellationToken);
        var findings = reports.SelectMany(r => r.Findings).Where(f => f.Fix is not null && f.Verdict != Verdict.Pass).ToList();
        var fixes = Choose(wanted, [.. findings.Select(f => f.Fix!).Where(Doable.Contains).Distinct(StringComparer.Ordinal)], version.Number);
        using var source = await blobs.BringAsync(member.WorkspaceId, asset.Sha256, cancellationToken) ?? throw DesignProblems.FileGone.Because(version.Number);
        var output = Directory.CreateTempSubdirectory("hub-fix-");
        try
        {
            var recipe = RecipeFor(fixes, asset.Format, findings);
            var made = await places.WithOneAsync(() => Render(source.Path, recipe, output.FullName, cancellationToken), cancellationToken);
            await using var bytes = File.OpenRead(made.Path);
            var name = UploadedFileName.Clean($"{Path.GetFileNameWithoutExtension(version.FileName)}-fixed.{(made.Format == ImageFormat.Jpeg ? "jpg" : made.Format.ToString().ToLowerInvariant())}");
            var file = await submit.StoreAsync(version.MainImageId, name, bytes, cancellationToken);
            db.Audit(member.Actor, "version.fixed", "version", version.Id, clock.GetUtcNow(), new() { ["fixes"] = string.Join(", ", fixes), ["sha256"] = file.Blob.Sha256 });
            return await submit.RunAsync(version.MainImageId, file, cancellationToken);
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

    private static RenditionRecipe RecipeFor(List<string> fixes, ImageFormat format, List<Finding> findings)
    {
        // Turning upright, sRGB and no metadata come with every rendition.
        var keeps = format is ImageFormat.Jpeg or ImageFormat.Png or ImageFormat.WebP && !fixes.Contains(FixIds.ConvertFormat) && !fixes.Contains(FixIds.FitBytes);
        return new RenditionRecipe(Recipe, keeps ? format : ImageFormat.Jpeg)
        {
            Quality = BestQuality,
            FlattenOnWhite = fixes.Contains(FixIds.Flatten),
            PadToSquare = fixes.Contains(FixIds.PadToSquare),
            LongestSide = fixes.Contains(FixIds.Resize) ? LargestSide : null,
            MaxBytes = fixes.Contains(FixIds.FitBytes) ? findings.Where(f => f.Fix == FixIds.FitBytes).Select(f => Bytes(f.Required)).Min() : null,
        };
    }

    /// <summary>A limit as it stands in a report that was read back from its row.</summary>
    private static long? Bytes(object? required) => required switch
    {
        JsonElement { ValueKind: JsonValueKind.Number } number => number.GetInt64(),
        IConvertible number => number.ToInt64(CultureInfo.InvariantCulture),
        _ => null,
    };

    private RenderedFile Render(string path, RenditionRecipe recipe, string folder, CancellationToken cancellationToken)
    {
        try
        {
            return imaging.Render(path, [recipe], folder, cancellationToken)[0];
        }
        catch (ImageRefusedException refused)
        {
            throw DesignProblems.Refused(refused);
        }
    }
}
