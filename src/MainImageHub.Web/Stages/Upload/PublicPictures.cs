using System.Buffers.Text;
using System.Security.Cryptography;
using MainImageHub.Domain.Images;
using MainImageHub.Imaging.Pipeline;
using MainImageHub.Marketplaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace MainImageHub.Web.Stages.Upload;

/// <summary>
/// Addresses under which marketplaces fetch pictures, one for each deployment, good for one file only: the bucket's own where files are kept in
/// one that gives them out, else <c>/p/{token}/{fileName}</c>.
/// </summary>
public sealed class PublicPictures(HubDbContext db, IBlobStore blobs, SimulatorOrigin origin, TimeProvider clock)
{
    private const int TokenBytes = 16;

    /// <summary>A new address for an asset as the marketplace wants it; saved by the caller. Null when the file is not there any more.</summary>
    public async Task<Uri?> IssueAsync(Asset asset, string marketplace, string name, CancellationToken cancellationToken)
    {
        if (await RenditionAsync(asset, marketplace, cancellationToken) is not { } rendition)
        {
            return null;
        }

        var picture = new PublicPicture
        {
            WorkspaceId = asset.WorkspaceId,
            Token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes)),
            AssetId = asset.Id,
            Sha256 = rendition.Sha256,
            ContentType = rendition.Format == ImageFormat.Png ? "image/png" : "image/jpeg",
            FileName = FileNameOf(name, rendition.Format == ImageFormat.Png ? ".png" : ".jpg"),
            Bytes = rendition.Bytes,
            CreatedAt = clock.GetUtcNow(),
        };
        db.PublicPictures.Add(picture);
        var file = new PublishedFile(picture.WorkspaceId, picture.Sha256, picture.Token, picture.FileName, picture.ContentType);
        return await blobs.PublishAsync(file, cancellationToken) ?? new Uri($"{origin.Public.AbsoluteUri.TrimEnd('/')}/p/{picture.Token}/{picture.FileName}");
    }

    /// <summary>An asset as the marketplace wants it; null when the file is not there any more.</summary>
    public async Task<Rendition?> RenditionAsync(Asset asset, string marketplace, CancellationToken cancellationToken)
    {
        var recipe = StandardRecipes.MainFor(marketplace).Name;
        return asset.PurgedAt is null ? await db.Renditions.AsNoTracking().SingleOrDefaultAsync(r => r.AssetId == asset.Id && r.Purpose == recipe, cancellationToken) : null;
    }

    /// <summary>The file behind an address that was issued for an asset, for marketplaces that want bytes; null for any other address.</summary>
    public async Task<PictureFile?> FileAsync(Guid assetId, string address, CancellationToken cancellationToken)
    {
        // The token stands in the address, whoever serves it.
        var picture = await db.PublicPictures.AsNoTracking().SingleOrDefaultAsync(p => p.AssetId == assetId && address.Contains(p.Token), cancellationToken);
        return picture is null
            ? null
            : new PictureFile(picture.FileName, picture.ContentType, picture.Bytes, picture.Sha256, cancel => blobs.OpenAsync(picture.WorkspaceId, picture.Sha256, cancel));
    }

    /// <summary>Before a workspace is known: found by token alone, through the system role.</summary>
    public static async Task<IResult> ServeAsync(string token, string fileName, HttpContext http, SystemDbContext system, IBlobStore blobs)
    {
        var picture = await system.PublicPictures.AsNoTracking().SingleOrDefaultAsync(p => p.Token == token, http.RequestAborted);
        if (picture is null || picture.FileName != fileName || await blobs.BringAsync(picture.WorkspaceId, picture.Sha256, http.RequestAborted) is not { } blob)
        {
            return TypedResults.NotFound();
        }

        http.Response.RegisterForDispose(blob);
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return TypedResults.PhysicalFile(blob.Path, picture.ContentType, lastModified: picture.CreatedAt, entityTag: new EntityTagHeaderValue($"\"{picture.Sha256}\""), enableRangeProcessing: true);
    }

    private static string FileNameOf(string name, string extension)
    {
        var plain = new string([.. name.Where(c => char.IsAsciiLetterOrDigit(c) || c == '-').Take(60)]);
        return (plain.Length > 0 ? plain : "picture") + extension;
    }
}
