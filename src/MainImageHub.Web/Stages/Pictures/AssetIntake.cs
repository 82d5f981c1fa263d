using MainImageHub.Domain.Images;
using MainImageHub.Imaging;
using MainImageHub.Imaging.Pipeline;
using MainImageHub.Imaging.Processes;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Pictures;

/// <summary>
/// Makes an asset of stored bytes: measured once, fingerprinted, rendered. The same bytes are the same asset, whoever brings them;
/// whether it is in use is for them to say.
/// Saves what the context holds: call it before changing other rows. Decoding happens between transactions.
/// </summary>
public sealed class AssetIntake(HubDbContext db, WorkspaceScope scope, IBlobStore blobs, ImagingProcesses imaging, Quarantine quarantine, MeasureAgain again, TimeProvider clock)
{
    /// <exception cref="ImageRefusedException">The bytes are no picture we take.</exception>
    public async Task<Asset> TakeAsync(string sha256, string fileName, AssetOrigin origin, CancellationToken cancellationToken)
    {
        var known = await FindAsync(sha256, cancellationToken);
        if (known is { PurgedAt: null })
        {
            await again.RunAsync(known, cancellationToken);
            return known;
        }

        var workspaceId = scope.WorkspaceId!.Value;
        using var source = await blobs.BringAsync(workspaceId, sha256, cancellationToken)
            ?? throw new InvalidOperationException($"Blob {sha256} is gone.");
        var output = Directory.CreateTempSubdirectory("hub-renditions-");
        try
        {
            var result = await quarantine.ReadAsync(sha256, fileName, () => imaging.IngestAsync(source.Path, fileName, StandardRecipes.All, output.FullName, cancellationToken), cancellationToken);
            // A purged picture that comes in again is the same asset, with its files back.
            var asset = known ?? new Asset
            {
                WorkspaceId = workspaceId,
                Sha256 = sha256,
                FileName = fileName,
                Facts = result.Facts,
                Format = result.Facts.Format,
                Bytes = result.Facts.Bytes,
                Width = result.Facts.Width,
                Height = result.Facts.Height,
                PerceptualHash = unchecked((long)result.Facts.PerceptualHash),
                Origin = origin,
                CreatedAt = clock.GetUtcNow(),
            };
            known?.MeasureAnew(result.Facts);
            var renditions = new List<Rendition>();
            foreach (var file in result.Files)
            {
                await using var bytes = File.OpenRead(file.Path);
                await blobs.PutAsync(workspaceId, bytes, long.MaxValue, cancellationToken);
                renditions.Add(new Rendition
                {
                    WorkspaceId = workspaceId,
                    AssetId = asset.Id,
                    Purpose = file.Recipe,
                    Sha256 = file.Sha256,
                    Format = file.Format,
                    Width = file.Width,
                    Height = file.Height,
                    Bytes = file.Bytes,
                });
            }

            return await KeepAsync(asset, renditions, cancellationToken);
        }
        finally
        {
            output.Delete(recursive: true);
        }
    }

    private Task<Asset?> FindAsync(string sha256, CancellationToken cancellationToken) =>
        db.Assets.SingleOrDefaultAsync(a => a.Sha256 == sha256, cancellationToken);

    private async Task<Asset> KeepAsync(Asset asset, List<Rendition> renditions, CancellationToken cancellationToken)
    {
        if (db.Entry(asset).State == EntityState.Detached)
        {
            db.Assets.Add(asset);
        }

        asset.PurgedAt = null;
        db.Renditions.AddRange(renditions);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return asset;
        }
        catch (DbUpdateException e) when (e.InnerException is Npgsql.PostgresException { SqlState: Npgsql.PostgresErrorCodes.UniqueViolation })
        {
            // The same bytes came in twice at the same moment; the other one was first.
            db.Entry(asset).State = EntityState.Detached;
            renditions.ForEach(r => db.Entry(r).State = EntityState.Detached);
            return await FindAsync(asset.Sha256, cancellationToken) ?? throw new InvalidOperationException("The other asset is gone.", e);
        }
    }
}
