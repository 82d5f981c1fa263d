using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design;

/// <summary>Takes a file as the next version of a main image. The bytes are safe before the row exists; looking at them is work.</summary>
public sealed class SubmitVersion(HubDbContext db, CurrentMember member, IBlobStore blobs, PictureLimits limits, WorkQueue queue, TimeProvider clock)
{
    /// <summary>Stores the bytes; no row speaks of them yet.</summary>
    public async Task<ReceivedFile> StoreAsync(Guid mainImageId, string fileName, Stream content, CancellationToken cancellationToken)
    {
        // Asked first, so that nobody sends a large file to be told that the address was wrong.
        if (!await db.MainImages.AnyAsync(i => i.Id == mainImageId, cancellationToken))
        {
            throw HttpProblems.NotFound.Because();
        }

        await member.RequireImageAsync(db, mainImageId, cancellationToken);
        var blob = await blobs.PutAsync(member.WorkspaceId, content, limits.MaxBytes, cancellationToken);
        return new ReceivedFile(fileName, blob);
    }

    /// <summary>The very file, where it is here already: then nobody has to send it. Null when it is not.</summary>
    public async Task<ReceivedFile?> FindAsync(Guid mainImageId, string? sha256, string fileName, CancellationToken cancellationToken)
    {
        if (!await db.MainImages.AnyAsync(i => i.Id == mainImageId, cancellationToken))
        {
            throw HttpProblems.NotFound.Because();
        }

        await member.RequireImageAsync(db, mainImageId, cancellationToken);
        if (sha256 is not { Length: 64 } || !sha256.All(char.IsAsciiHexDigitLower))
        {
            throw HttpProblems.Invalid.Because("sha256");
        }

        return await db.Assets.Where(a => a.Sha256 == sha256 && a.PurgedAt == null).Select(a => (long?)a.Bytes).SingleOrDefaultAsync(cancellationToken) is { } bytes
            && await blobs.ExistsAsync(member.WorkspaceId, sha256, cancellationToken)
                ? new ReceivedFile(fileName, new BlobInfo(sha256, bytes))
                : null;
    }

    public async Task<ImageVersion> RunAsync(Guid mainImageId, ReceivedFile file, CancellationToken cancellationToken)
    {
        await using var transaction = await db.HoldAsync(mainImageId, cancellationToken);
        var version = await AddAsync(mainImageId, file, member.Actor, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        return version;
    }

    /// <summary>The same inside the transaction of a caller who holds the main image, saves, commits and schedules.</summary>
    public async Task<ImageVersion> AddAsync(Guid mainImageId, ReceivedFile file, Actor actor, CancellationToken cancellationToken)
    {
        await db.WaitForBlobAsync(file.Blob.Sha256, cancellationToken);
        var image = await db.MainImages.SingleOrDefaultAsync(i => i.Id == mainImageId, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        if (!await blobs.ExistsAsync(image.WorkspaceId, file.Blob.Sha256, cancellationToken))
        {
            throw DesignProblems.JustPurged.Because();
        }

        var sku = await db.Products.Where(p => p.Id == image.ProductId).Select(p => p.Sku).SingleAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var version = image.SubmitVersion(file.Blob.Sha256, file.FileName, actor, now, file.Repair);
        db.Versions.Add(version);
        db.Audit(actor, "version.submitted", "version", version.Id, now, new() { ["mainImage"] = image.Id.ToString(), ["sha256"] = file.Blob.Sha256, ["fileName"] = file.FileName });
        await queue.AddAsync(VersionWork.Kind, version.Id, $"{sku} v{version.Number} {file.FileName}", maxAttempts: VersionWork.MaxAttempts, cancellationToken: cancellationToken);
        return version;
    }
}

/// <summary>Bytes that are safe, and what their sender called them.</summary>
/// <param name="Repair">What they were made from, when nobody sent them.</param>
public sealed record ReceivedFile(string FileName, BlobInfo Blob, Repair? Repair = null);
