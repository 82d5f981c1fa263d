using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Imaging;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MainImageHub.Web.Stages.Pictures;

/// <summary>Files that end the picture reader: noted once, and refused from then on without being opened.</summary>
public sealed class Quarantine(HubDbContext db, WorkspaceScope scope, TimeProvider clock)
{
    private static readonly Actor Checker = Actor.Background("picture check");

    /// <summary>Hands a file to the picture reader, unless it is known to end it. Saves what the context holds when the file has to be noted.</summary>
    /// <param name="sha256">Of the file.</param>
    /// <param name="fileName">For people.</param>
    /// <param name="read">Does so.</param>
    /// <param name="cancellationToken">Stops the look-up.</param>
    /// <exception cref="ImageRefusedException">The bytes are no picture we take, or are not opened any more.</exception>
    public async Task<T> ReadAsync<T>(string sha256, string fileName, Func<Task<T>> read, CancellationToken cancellationToken)
    {
        if (await db.QuarantinedPictures.AsNoTracking().SingleOrDefaultAsync(q => q.Sha256 == sha256, cancellationToken) is { } known)
        {
            throw new ImageRefusedException(known.ProblemCode, known.Problem);
        }

        try
        {
            return await read();
        }
        catch (ImageRefusedException refused) when (refused.Code == ImageRefusals.EndsReaderCode)
        {
            await AddAsync(sha256, fileName, refused, cancellationToken);
            throw;
        }
    }

    private async Task AddAsync(string sha256, string fileName, ImageRefusedException refused, CancellationToken cancellationToken)
    {
        var noted = new QuarantinedPicture
        {
            WorkspaceId = scope.WorkspaceId!.Value,
            Sha256 = sha256,
            FileName = fileName,
            ProblemCode = refused.Code,
            Problem = refused.Text,
            At = clock.GetUtcNow(),
        };
        db.QuarantinedPictures.Add(noted);
        db.Audit(Checker, "picture.quarantined", "quarantinedPicture", noted.Id, noted.At, new() { ["file"] = fileName, ["sha256"] = sha256 });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // Met twice at the same moment; the other one has noted it. What else the caller holds stays as it is.
            foreach (var ours in db.ChangeTracker.Entries().Where(entry => entry.Entity == noted || (entry.Entity is AuditEvent audited && audited.EntityId == noted.Id)).ToList())
            {
                ours.State = EntityState.Detached;
            }
        }
    }
}
