using System.Globalization;
using MainImageHub.Domain;
using MainImageHub.Domain.Drops;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design.Drops;

/// <summary>Begins batches and keeps their manifests: which files there are, which of them are here already, where their names send them.</summary>
public sealed class KeepDrop(HubDbContext db, CurrentMember me, IBlobStore blobs, MatchNames match, DropLimits limits, WorkQueue queue, TimeProvider clock)
{
    public const int MostAtOnce = 1000;
    public const int MostFiles = 10_000;
    private const int LongestName = 200;

    public async Task<DropBatch> BeginAsync(string? name, CancellationToken cancellationToken)
    {
        var named = string.IsNullOrWhiteSpace(name) ? null : name.Trim();
        if (named?.Length > LongestName)
        {
            throw DropProblems.NameTooLong.Because(LongestName);
        }

        var drop = New(named, isTray: false);
        db.DropBatches.Add(drop);
        db.Audit(me.Actor, "drop.begun", "drop", drop.Id, drop.CreatedAt);
        await db.SaveChangesAsync(cancellationToken);
        return drop;
    }

    /// <summary>Where uploads go that name no batch.</summary>
    public async Task<DropBatch> TrayAsync(CancellationToken cancellationToken)
    {
        if (await db.DropBatches.SingleOrDefaultAsync(d => d.IsTray && d.CreatedBy == me.Id, cancellationToken) is { } tray)
        {
            return tray;
        }

        var made = New(null, isTray: true);
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into drop_batch (id, workspace_id, created_by, created_by_name, is_tray, created_at)
            values ({made.Id}, {made.WorkspaceId}, {made.CreatedBy}, {made.CreatedByName}, true, {made.CreatedAt})
            on conflict do nothing
            """, cancellationToken);
        return await db.DropBatches.SingleAsync(d => d.IsTray && d.CreatedBy == me.Id, cancellationToken);
    }

    /// <summary>A batch that the member may change.</summary>
    public async Task<DropBatch> MineAsync(Guid id, CancellationToken cancellationToken)
    {
        var drop = await db.DropBatches.SingleOrDefaultAsync(d => d.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        return drop.CreatedBy == me.Id || !me.Member.IsNarrowed ? drop : throw DropProblems.NotYours.Because();
    }

    /// <summary>Notes files before a byte of them travels. What is noted already is the same row again, so that a folder can be dropped twice.</summary>
    /// <returns>One row for each, in their order.</returns>
    public async Task<IReadOnlyList<DropFile>> AnnounceAsync(Guid dropId, IReadOnlyList<AnnouncedFile> announced, CancellationToken cancellationToken)
    {
        var drop = await MineAsync(dropId, cancellationToken);
        var files = Checked(announced);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Two windows with the same folder come one after the other.
        await db.Database.ExecuteSqlAsync($"select 1 from drop_batch where id = {drop.Id} for update", cancellationToken);
        await HoldFilesAsync(drop.Id, cancellationToken);
        var names = files.Select(f => f.Name).Distinct(StringComparer.Ordinal).ToArray();
        var there = (await db.DropFiles.Where(f => f.DropId == drop.Id && names.Contains(f.Name)).OrderBy(f => f.Id).ToListAsync(cancellationToken)).ToLookup(f => f.Name, StringComparer.Ordinal);
        var count = await db.DropFiles.CountAsync(f => f.DropId == drop.Id, cancellationToken);
        var added = new List<DropFile>();
        var rows = new List<DropFile>(files.Count);
        foreach (var file in files)
        {
            var known = there[file.Name].Concat(added.Where(a => a.Name == file.Name)).ToList();
            if (known.FindLast(k => Same(k, file)) is { } same)
            {
                (same.Sha256, same.Bytes) = (same.Sha256 ?? file.Sha256, file.Size);
                rows.Add(same);
                continue;
            }

            // The same name with other bytes: the newer one counts, unless the older is a version already.
            foreach (var older in known.Where(k => k.IsOpen))
            {
                older.LeftOut = true;
            }

            var row = new DropFile { WorkspaceId = me.WorkspaceId, DropId = drop.Id, Name = file.Name, Bytes = file.Size, Sha256 = file.Sha256, CreatedAt = clock.GetUtcNow() };
            added.Add(row);
            rows.Add(row);
        }

        if (count + added.Count > MostFiles)
        {
            throw DropProblems.TooManyFiles.Because(MostFiles);
        }

        foreach (var tooLarge in added.Where(f => f.Bytes > limits.MostFor(f.Name)))
        {
            tooLarge.Refuse(limits.TooLarge());
        }

        db.DropFiles.AddRange(added);
        await match.RunAsync(rows, cancellationToken);
        await TakeWhatIsHereAsync([.. rows.Where(r => r is { Status: DropFileStatus.Waiting, Sha256: not null }).Distinct()], cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        return rows;
    }

    /// <summary>After the workspace's patterns changed, or its products did.</summary>
    public async Task RematchAsync(Guid dropId, CancellationToken cancellationToken)
    {
        var drop = await MineAsync(dropId, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await HoldFilesAsync(drop.Id, cancellationToken);
        await match.RunAsync(await db.DropFiles.Where(f => f.DropId == drop.Id && !f.ByHand && f.Status != DropFileStatus.Made && f.Status != DropFileStatus.Ordered).ToListAsync(cancellationToken), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>
    /// While a batch comes in, its files are looked at one after the other: without holding them, what a person asks of all of them
    /// would find one that has just changed and be refused. The work tries again by itself.
    /// </summary>
    private async Task HoldFilesAsync(Guid dropId, CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlAsync($"select 1 from drop_file where drop_id = {dropId} order by id for update", cancellationToken);

    /// <summary>Bytes that this workspace has need not travel again.</summary>
    private async Task TakeWhatIsHereAsync(IReadOnlyList<DropFile> files, CancellationToken cancellationToken)
    {
        var hashes = files.Select(f => f.Sha256!).Distinct(StringComparer.Ordinal).ToArray();
        var assets = await db.Assets.AsNoTracking().Where(a => hashes.Contains(a.Sha256) && a.PurgedAt == null).Select(a => new { a.Sha256, a.Id, a.Bytes }).ToDictionaryAsync(a => a.Sha256, cancellationToken);
        var arrived = await db.DropFiles.AsNoTracking().Where(f => f.Sha256 != null && hashes.Contains(f.Sha256) && (f.Status == DropFileStatus.Arrived || f.Status == DropFileStatus.Unreadable))
            .Select(f => f.Sha256!).Distinct().ToListAsync(cancellationToken);
        foreach (var file in files)
        {
            if (assets.TryGetValue(file.Sha256!, out var asset) && asset.Bytes == file.Bytes && await blobs.ExistsAsync(me.WorkspaceId, file.Sha256!, cancellationToken))
            {
                file.Look(asset.Id);
            }
            else if (arrived.Contains(file.Sha256!) && await blobs.ExistsAsync(me.WorkspaceId, file.Sha256!, cancellationToken))
            {
                file.Arrive();
                await queue.AddAsync(TakeFileWork.Kind, file.Id, file.FileName, maxAttempts: TakeFileWork.MaxAttempts, cancellationToken: cancellationToken);
            }
        }
    }

    private DropBatch New(string? name, bool isTray) => new() { WorkspaceId = me.WorkspaceId, Name = name, CreatedBy = me.Id, CreatedByName = me.Actor.Name, IsTray = isTray, CreatedAt = clock.GetUtcNow() };

    /// <summary>Without a hash the size has to do, as long as nothing has come.</summary>
    private static bool Same(DropFile known, NotedFile file) => known.ParentId is null && (file.Sha256 is not null && known.Sha256 is not null
        ? known.Sha256 == file.Sha256
        : known.Bytes == file.Size && (file.Sha256 is null || known.Status == DropFileStatus.Waiting));

    private static List<NotedFile> Checked(IReadOnlyList<AnnouncedFile> announced)
    {
        if (announced.Count is 0 or > MostAtOnce)
        {
            throw DropProblems.Manifest.Because(MostAtOnce, DropFile.LongestName);
        }

        return [.. announced.Select(file => file is { Size: >= 0, Name: { Length: > 0 } name }
            && (file.Sha256 is null || (file.Sha256.Length == 64 && file.Sha256.All(char.IsAsciiHexDigitLower)))
            && DroppedName.Clean(name) is { } clean
                ? new NotedFile(clean, file.Size, file.Sha256)
                : throw DropProblems.Manifest.Because(MostAtOnce, DropFile.LongestName))];
    }

    private sealed record NotedFile(string Name, long Size, string? Sha256);
}

/// <param name="Name">With its folders.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">Lower-case hex; left out where the client cannot compute it.</param>
public sealed record AnnouncedFile(string? Name, long Size, string? Sha256);

/// <summary>A dropped file's name with its folders, made harmless: shown to people and read for what it means, never used as a path.</summary>
internal static class DroppedName
{
    /// <returns>Null where nothing is left of it, or it is too long to be kept.</returns>
    public static string? Clean(string raw)
    {
        var parts = raw.Split('/', '\\').Where(p => p.Trim(' ', '.').Length > 0).Select(UploadedFileName.Clean);
        return string.Join('/', parts) is { Length: > 0 and <= DropFile.LongestName } clean ? clean : null;
    }

    /// <summary>Rubbish that systems leave in folders and archives, which nobody means to drop.</summary>
    public static bool IsLitter(string name) =>
        name.Split('/')[^1] is ".DS_Store" or "Thumbs.db" or "desktop.ini" || name.StartsWith("__MACOSX/", StringComparison.Ordinal) || name.Contains("/__MACOSX/", StringComparison.Ordinal) || name.Split('/')[^1].StartsWith("._", StringComparison.Ordinal);

    /// <summary>As far as a name can tell.</summary>
    public static bool IsArchive(string name) => name.EndsWith(".zip", true, CultureInfo.InvariantCulture);
}
