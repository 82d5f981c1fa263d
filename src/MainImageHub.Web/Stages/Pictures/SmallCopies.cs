using MainImageHub.Domain.Images;
using MainImageHub.Imaging;
using MainImageHub.Imaging.Pipeline;
using MainImageHub.Imaging.Processes;
using MainImageHub.Web.Http;
using MainImageHub.Web.Stages.Design;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;

namespace MainImageHub.Web.Stages.Pictures;

/// <summary>
/// Pictures as small as shoppers meet them, with the pixels they then have: what a browser squeezes into a small box looks sharper than it
/// is. All are made from the stored copies of 320 px, one's own as competitors', so that none has an advantage.
/// </summary>
public sealed class SmallCopies(WorkspaceScope scope, IBlobStore blobs, ImagingProcesses imaging, Quarantine quarantine)
{
    /// <summary>The longest sides there are, in pixels: a tile of a search page on a phone, and one among recommendations.</summary>
    public static readonly IReadOnlyList<int> Sides = [160, 80];

    /// <summary>The last part of their addresses.</summary>
    public const string Route = "at-{side:int}";

    public const string MediaType = "image/webp";

    /// <summary>Where in a page a copy is asked for.</summary>
    public static string Name(int side) => FormattableString.Invariant($"at-{side}");

    /// <param name="sha256">The stored copy of 320 px; null where there is none.</param>
    /// <param name="side">One of <see cref="Sides"/>.</param>
    /// <param name="cancellationToken">Stops the drawing.</param>
    public async Task<byte[]> DrawAsync(string? sha256, int side, CancellationToken cancellationToken)
    {
        if (sha256 is null || !Sides.Contains(side))
        {
            throw HttpProblems.NotFound.Because();
        }

        using var source = await blobs.BringAsync(scope.WorkspaceId!.Value, sha256, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        var folder = Directory.CreateTempSubdirectory("hub-small-");
        try
        {
            var recipe = new RenditionRecipe(Name(side), ImageFormat.WebP) { LongestSide = side, Quality = 90 };
            var files = await quarantine.ReadAsync(sha256, recipe.Name, () => imaging.RenderAsync(source.Path, [recipe], folder.FullName, cancellationToken), cancellationToken);
            return await File.ReadAllBytesAsync(files[0].Path, cancellationToken);
        }
        catch (ImageRefusedException refused)
        {
            throw DesignProblems.Refused(refused);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
