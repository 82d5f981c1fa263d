using System.Buffers;
using MainImageHub.Domain;
using MainImageHub.Domain.Drops;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MainImageHub.Web.Stages.Design.Drops;

/// <summary>
/// Files on their way in. What came is written down piece by piece: first the bytes, then the row that acknowledges them, so that a kill at
/// any moment leaves an honest offset and costs one piece at most. Looking at a complete file is work, in a queue of its own.
/// </summary>
public sealed class KeepUpload(HubDbContext db, CurrentMember me, IBlobStore blobs, KeepDrop drops, MatchNames match, DropLimits limits, WorkQueue queue, IOptions<DropOptions> options, TimeProvider clock)
{
    public const int BusySeconds = 10;

    /// <summary>How many bytes a kill can cost; each request under way holds as many in memory.</summary>
    private const int PieceBytes = 2 * 1024 * 1024;

    /// <param name="length">Of the whole file.</param>
    /// <param name="metadata">As the client wrote it, to be given back.</param>
    /// <param name="said">What the metadata says: <c>dropId</c>, <c>fileId</c>, <c>name</c> or <c>filename</c>.</param>
    /// <param name="cancellationToken">Stops the look-ups.</param>
    public async Task<FileUpload> CreateAsync(long length, string? metadata, IReadOnlyDictionary<string, string> said, CancellationToken cancellationToken)
    {
        await RequireRoomAsync(length, cancellationToken);
        var file = await FileAsync(length, said, cancellationToken);
        var now = clock.GetUtcNow();
        var upload = new FileUpload { WorkspaceId = me.WorkspaceId, MemberId = me.Id, DropFileId = file.Id, Length = length, Metadata = metadata, CreatedAt = now, ExpiresAt = now + options.Value.UploadsKept };
        db.FileUploads.Add(upload);
        if (upload.IsComplete && file.Status == DropFileStatus.Waiting)
        {
            // An empty file has nothing to send.
            await ArriveAsync(file, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        return upload;
    }

    /// <summary>Only its own member finds it.</summary>
    public async Task<FileUpload> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        var upload = await db.FileUploads.SingleOrDefaultAsync(u => u.Id == id && u.MemberId == me.Id, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        return upload.IsComplete || upload.ExpiresAt > clock.GetUtcNow() ? upload : throw DropProblems.Gone.Because();
    }

    /// <summary>Adds what the request brings. A connection that breaks leaves what came by then, unless a checksum was to be held against all of it.</summary>
    public async Task AppendAsync(FileUpload upload, Stream body, UploadChecksum? checksum, CancellationToken cancellationToken)
    {
        using var hash = checksum?.Begin();
        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        var pending = new List<UploadPart>();
        var left = upload.Length - upload.Received;
        try
        {
            bool ended, broken;
            do
            {
                (var read, ended, broken) = await FillAsync(body, buffer.AsMemory(0, PieceBytes), cancellationToken);
                if (read > left)
                {
                    throw DropProblems.TooMuch.Because(upload.Length);
                }

                if (read > 0)
                {
                    left -= read;
                    hash?.AppendData(buffer, 0, read);
                    var part = new UploadPart(Guid.CreateVersion7(), read);
                    // Whoever sent them may be gone by now: the bytes are here all the same.
                    await blobs.PutPartAsync(upload.WorkspaceId, new PartName(upload.Id, part.Id), buffer.AsMemory(0, read), CancellationToken.None);
                    pending.Add(part);
                    if (checksum is null)
                    {
                        await AcknowledgeAsync(upload, pending);
                    }
                }
            }
            while (!ended && !broken);

            if (broken)
            {
                throw DropProblems.Interrupted.Because();
            }

            if (checksum is not null && !checksum.Matches(hash!))
            {
                throw DropProblems.Checksum.Because();
            }

            await AcknowledgeAsync(upload, pending);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The member wants it no more.</summary>
    public async Task EndAsync(FileUpload upload, CancellationToken cancellationToken)
    {
        if (upload is { IsComplete: true, TakenAt: null } && await db.DropFiles.SingleOrDefaultAsync(f => f.Id == upload.DropFileId && f.Status == DropFileStatus.Arrived && f.Sha256 == null, cancellationToken) is { } file)
        {
            file.AwaitBytes(null);
        }

        db.FileUploads.Remove(upload);
        await db.SaveChangesAsync(cancellationToken);
        await blobs.DeletePartsAsync(upload.WorkspaceId, upload.Id, CancellationToken.None);
    }

    /// <summary>Reads until the buffer is full, the body ends, or the connection breaks.</summary>
    private static async Task<(int Read, bool Ended, bool Broken)> FillAsync(Stream body, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var filled = 0;
        try
        {
            while (filled < buffer.Length)
            {
                if (await body.ReadAsync(buffer[filled..], cancellationToken) is not (> 0 and var read))
                {
                    return (filled, true, false);
                }

                filled += read;
            }

            return (filled, false, false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return (filled, false, true);
        }
    }

    private async Task AcknowledgeAsync(FileUpload upload, List<UploadPart> pending)
    {
        if (pending.Count > 0)
        {
            upload.Add(pending);
            pending.Clear();
            upload.ExpiresAt = clock.GetUtcNow() + options.Value.UploadsKept;
            await SaveAsync(upload, CancellationToken.None);
        }
    }

    /// <summary>With the last byte the file's turn to be looked at is committed.</summary>
    private async Task SaveAsync(FileUpload upload, CancellationToken cancellationToken)
    {
        if (upload.IsComplete && await db.DropFiles.SingleOrDefaultAsync(f => f.Id == upload.DropFileId && f.Status == DropFileStatus.Waiting, cancellationToken) is { } file)
        {
            await ArriveAsync(file, cancellationToken);
        }

        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            // The same client went on over another connection before this one was seen to be dead.
            var now = await db.FileUploads.AsNoTracking().Where(u => u.Id == upload.Id).Select(u => u.Received).SingleOrDefaultAsync(cancellationToken);
            throw DropProblems.Offset.Because(now);
        }

        await queue.ScheduleAsync(cancellationToken);
    }

    private Task ArriveAsync(DropFile file, CancellationToken cancellationToken)
    {
        file.Arrive();
        return queue.AddAsync(TakeFileWork.Kind, file.Id, file.FileName, maxAttempts: TakeFileWork.MaxAttempts, cancellationToken: cancellationToken);
    }

    private async Task RequireRoomAsync(long length, CancellationToken cancellationToken)
    {
        if (length > limits.MaxBytes)
        {
            throw DropProblems.TooLarge.Because(limits.PictureMegabytes, limits.ArchiveMegabytes);
        }

        var now = clock.GetUtcNow();
        var open = await db.FileUploads.Where(u => u.TakenAt == null && u.ExpiresAt > now).SumAsync(u => u.Length, cancellationToken);
        if (open + length > options.Value.MaxBytesInFlight)
        {
            throw DropProblems.InFlight.Because(options.Value.MaxBytesInFlight / 1024 / 1024);
        }

        var unread = await db.DropFiles.Where(f => f.Status == DropFileStatus.Arrived).Take(options.Value.MaxUnread).CountAsync(cancellationToken);
        if (unread == options.Value.MaxUnread)
        {
            throw DropProblems.Busy.Because(unread, BusySeconds);
        }
    }

    /// <summary>The row whose bytes these are: one that the manifest has, or a new one.</summary>
    private async Task<DropFile> FileAsync(long length, IReadOnlyDictionary<string, string> said, CancellationToken cancellationToken)
    {
        var drop = said.TryGetValue("dropId", out var dropId)
            ? await drops.MineAsync(Guid.TryParse(dropId, out var id) ? id : throw HttpProblems.NotFound.Because(), cancellationToken)
            : await drops.TrayAsync(cancellationToken);
        if (said.TryGetValue("fileId", out var fileId))
        {
            return Guid.TryParse(fileId, out var known) && await db.DropFiles.SingleOrDefaultAsync(f => f.Id == known && f.DropId == drop.Id && f.Status == DropFileStatus.Waiting && f.Bytes == length, cancellationToken) is { } announced
                ? announced
                : throw HttpProblems.NotFound.Because();
        }

        var given = said.GetValueOrDefault("name") ?? said.GetValueOrDefault("filename");
        var name = DroppedName.Clean(given ?? "picture") ?? throw DropProblems.Header.Because("Upload-Metadata", "name");
        if (length > limits.MostFor(name))
        {
            throw DropProblems.TooLarge.Because(limits.PictureMegabytes, limits.ArchiveMegabytes);
        }

        var there = await db.DropFiles.Where(f => f.DropId == drop.Id && f.Name == name).OrderBy(f => f.Id).ToListAsync(cancellationToken);
        if (there.FindLast(f => f.Status == DropFileStatus.Waiting && f.Bytes == length) is { } waiting)
        {
            return waiting;
        }

        // Nameless ones are not each other's successors.
        foreach (var older in there.Where(f => f.IsOpen && given is not null))
        {
            older.LeftOut = true;
        }

        var file = new DropFile { WorkspaceId = me.WorkspaceId, DropId = drop.Id, Name = name, Bytes = length, CreatedAt = clock.GetUtcNow() };
        await match.RunAsync([file], cancellationToken);
        db.DropFiles.Add(file);
        return file;
    }
}
