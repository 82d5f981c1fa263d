using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using MainImageHub.Domain;
using MainImageHub.Domain.Drops;
using MainImageHub.Domain.Images;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MainImageHub.Web.Stages.Design.Drops;

/// <summary>
/// Makes rows of an archive's files. Sizes are counted as they come out, never believed; names lead nowhere, since they are kept as words.
/// Each file is committed by itself, so that what was cut short goes on where it stopped.
/// </summary>
public sealed class UnpackArchive(HubDbContext db, IBlobStore blobs, PictureLimits limits, MatchNames match, CurrentMember sender, WorkQueue queue, IOptions<DropOptions> options, TimeProvider clock)
{
    private const int MostFiles = 2000;

    /// <summary>Folders and litter counted in: beyond this the list itself is not read.</summary>
    private const int MostPromised = 10_000;

    /// <summary>By its first bytes, whatever it is called.</summary>
    public static bool IsArchive(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[4];
        return file.ReadAtLeast(head, 4, throwOnEndOfStream: false) == 4 && head is [0x50, 0x4B, 3, 4] or [0x50, 0x4B, 5, 6];
    }

    public async Task RunAsync(Guid id, string path, CancellationToken cancellationToken)
    {
        var archive = await db.DropFiles.AsNoTracking().SingleAsync(f => f.Id == id, cancellationToken);
        var problem = await UnpackAsync(archive, path, cancellationToken);
        db.ChangeTracker.Clear();
        var row = await db.DropFiles.SingleAsync(f => f.Id == id, cancellationToken);
        if (problem is null)
        {
            row.Unpack();
        }
        else
        {
            row.Refuse(problem);
        }

        await db.SaveChangesAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        // An archive's own bytes are of no use any more.
        await blobs.ForgetAsync(db, row.WorkspaceId, row.Sha256!, cancellationToken);
    }

    private async Task<VersionProblem?> UnpackAsync(DropFile archive, string path, CancellationToken cancellationToken)
    {
        if (Promised(path) is > MostPromised and var promised)
        {
            return Because(DropProblems.ArchiveTooMany, promised, MostFiles);
        }

        try
        {
            using var zip = new ZipArchive(File.OpenRead(path), ZipArchiveMode.Read, leaveOpen: false, Encoding.Latin1);
            var names = ArchiveNames.Read(zip, path);
            var entries = zip.Entries.Zip(names, (entry, name) => (Entry: entry, Name: name)).Where(e => e.Name.Length > 0 && e.Name[^1] is not ('/' or '\\') && !DroppedName.IsLitter(e.Name.Replace('\\', '/'))).ToList();
            if (entries.Count > MostFiles)
            {
                return Because(DropProblems.ArchiveTooMany, entries.Count, MostFiles);
            }

            if (entries.Sum(e => (decimal)e.Entry.Length) > options.Value.MaxUnpackedBytes)
            {
                return Because(DropProblems.ArchiveTooLarge, options.Value.MaxUnpackedBytes / 1024 / 1024);
            }

            var there = (await db.DropFiles.AsNoTracking().Where(f => f.ParentId == archive.Id).Select(f => f.Name).ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
            var children = new List<(DropFile File, ZipArchiveEntry Entry, string Name)>();
            foreach (var (entry, name) in entries)
            {
                var kept = DroppedName.Clean($"{archive.Name}/{name}") ?? DroppedName.Clean($"{archive.Name}/{name.Split('/', '\\')[^1]}");
                if (kept is not null && there.Add(kept))
                {
                    children.Add((new DropFile { WorkspaceId = archive.WorkspaceId, DropId = archive.DropId, ParentId = archive.Id, Name = kept, Bytes = entry.Length, CreatedAt = clock.GetUtcNow() }, entry, name));
                }
            }

            await ActAsSenderAsync(archive.DropId, cancellationToken);
            await match.RunAsync(children.ConvertAll(c => c.File), cancellationToken);
            var total = 0L;
            foreach (var (child, entry, name) in children)
            {
                if (await FillAsync(child, entry, name, options.Value.MaxUnpackedBytes - total, cancellationToken) is { } refused)
                {
                    child.Refuse(refused);
                }

                total += child.Bytes;
                db.DropFiles.Add(child);
                await db.SaveChangesAsync(cancellationToken);
            }

            return null;
        }
        catch (InvalidDataException)
        {
            return Because(DropProblems.ArchiveDamaged);
        }
    }

    /// <summary>How many entries the archive's last record promises; the longest comment behind it has 64 KB.</summary>
    private static int Promised(string path)
    {
        using var file = File.OpenRead(path);
        var tail = new byte[(int)Math.Min(file.Length, 22 + ushort.MaxValue)];
        file.Seek(-tail.Length, SeekOrigin.End);
        file.ReadExactly(tail);
        var at = tail.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        return at >= 0 && at + 22 <= tail.Length ? BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(at + 10)) : 0;
    }

    /// <summary>Names are matched as far as whoever dropped the archive reaches.</summary>
    private async Task ActAsSenderAsync(Guid dropId, CancellationToken cancellationToken)
    {
        var member = await db.Members.AsNoTracking().SingleAsync(m => db.DropBatches.Any(d => d.Id == dropId && d.CreatedBy == m.Id), cancellationToken);
        sender.Enter(await db.Workspaces.AsNoTracking().SingleAsync(cancellationToken), member);
    }

    /// <returns>Why the file is not taken; null when its bytes are safe and its turn to be looked at is noted.</returns>
    private async Task<VersionProblem?> FillAsync(DropFile child, ZipArchiveEntry entry, string name, long room, CancellationToken cancellationToken)
    {
        if (name.Split('/', '\\').Contains("..") || name[0] is '/' or '\\' || name.Contains(':', StringComparison.Ordinal))
        {
            return Because(DropProblems.ArchivePath);
        }

        if (entry.IsEncrypted)
        {
            return Because(DropProblems.ArchiveLocked);
        }

        if (DroppedName.IsArchive(name))
        {
            return Because(DropProblems.ArchiveInside);
        }

        if (room <= 0)
        {
            return Because(DropProblems.ArchiveTooLarge, options.Value.MaxUnpackedBytes / 1024 / 1024);
        }

        try
        {
            await using var content = await entry.OpenAsync(cancellationToken);
            var blob = await blobs.PutAsync(child.WorkspaceId, content, Math.Min(limits.MaxBytes, room), cancellationToken);
            (child.Sha256, child.Bytes) = (blob.Sha256, blob.Bytes);
        }
        catch (InvalidDataException)
        {
            return Because(DropProblems.ArchiveDamaged);
        }
        catch (ProblemException tooLarge)
        {
            return new VersionProblem(tooLarge.Type.Code, tooLarge.Text);
        }

        child.Arrive();
        await queue.AddAsync(TakeFileWork.Kind, child.Id, child.FileName, maxAttempts: TakeFileWork.MaxAttempts, cancellationToken: cancellationToken);
        return null;
    }

    private static VersionProblem Because(ProblemType type, params object?[] values) => new(type.Code, type.Text(values));
}

/// <summary>
/// Names as they were meant. A zip says of each name whether it is UTF-8; of the others nobody knows: what is valid UTF-8 is taken for that,
/// and the rest for GBK, in which Chinese Windows writes them.
/// </summary>
internal static class ArchiveNames
{
    private static readonly Encoding Strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // GB 18030 reads all of GBK and GB 2312.
    private static readonly Encoding Chinese = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;

    /// <param name="zip">Opened so that unmarked names are Latin-1: a character for each byte.</param>
    /// <param name="path">The same archive.</param>
    public static IReadOnlyList<string> Read(ZipArchive zip, string path)
    {
        // Read once more, with another reading of unmarked names: where both agree, the name was marked or is plain ASCII.
        using var again = new ZipArchive(File.OpenRead(path), ZipArchiveMode.Read, leaveOpen: false, Encoding.UTF8);
        return [.. zip.Entries.Zip(again.Entries, (bytes, marked) => bytes.FullName == marked.FullName ? marked.FullName : Guess(Encoding.Latin1.GetBytes(bytes.FullName)))];
    }

    private static string Guess(byte[] name)
    {
        try
        {
            return Strict.GetString(name);
        }
        catch (DecoderFallbackException)
        {
            return Chinese.GetString(name);
        }
    }
}
