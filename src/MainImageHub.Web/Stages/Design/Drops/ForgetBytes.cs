using MainImageHub.Domain.Drops;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design.Drops;

internal static class ForgetBytes
{
    /// <summary>Deletes the bytes of a file that came to nothing, unless somebody else has the same.</summary>
    public static async Task ForgetAsync(this IBlobStore blobs, HubDbContext db, Guid workspaceId, string sha256, CancellationToken cancellationToken)
    {
        await using var held = await db.HoldBlobAsync(sha256, cancellationToken);
        var needed = await db.DropFiles.AnyAsync(f => f.Sha256 == sha256 && f.Status == DropFileStatus.Arrived, cancellationToken)
            || await db.Assets.AnyAsync(a => a.Sha256 == sha256 && a.PurgedAt == null, cancellationToken)
            || await db.Versions.AnyAsync(v => v.SourceSha256 == sha256, cancellationToken)
            || await db.CatalogImports.AnyAsync(i => i.Sha256 == sha256, cancellationToken);
        if (!needed)
        {
            await blobs.DeleteAsync(workspaceId, sha256, cancellationToken);
        }

        await held.CommitAsync(cancellationToken);
    }
}
