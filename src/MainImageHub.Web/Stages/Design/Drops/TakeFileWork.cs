using MainImageHub.Domain.Drops;
using MainImageHub.Domain.Images;
using MainImageHub.Imaging;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design.Drops;

/// <summary>
/// <c>drop.take</c>: puts a file that has arrived together, and looks at it: a picture becomes an asset, so that its small copies stand in the
/// preview before anything is committed; an archive is unpacked. Uploads never wait for this: they have no part in it.
/// </summary>
public sealed class TakeFileWork(HubDbContext db, IBlobStore blobs, AssetIntake intake, UnpackArchive unpack, TimeProvider clock) : IWorkHandler
{
    public const string Kind = "drop.take";
    public const int MaxAttempts = 5;

    public async Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken)
    {
        if (await db.DropFiles.SingleOrDefaultAsync(f => f.Id == task.SubjectId, cancellationToken) is not { Status: DropFileStatus.Arrived } file)
        {
            return WorkOutcome.Finished;
        }

        if (!await PutTogetherAsync(file, cancellationToken))
        {
            return WorkOutcome.Finished;
        }

        var (name, sha256) = (file.FileName, file.Sha256!);
        using var local = await blobs.BringAsync(file.WorkspaceId, sha256, cancellationToken);
        if (local is null)
        {
            await SettleAsync(task.SubjectId, f => f.AwaitBytes(new(DropProblems.BytesLost.Code, DropProblems.BytesLost.Text())), cancellationToken);
        }
        else if (UnpackArchive.IsArchive(local.Path))
        {
            await unpack.RunAsync(task.SubjectId, local.Path, cancellationToken);
        }
        else
        {
            await LookAsync(task.SubjectId, task.WorkspaceId, sha256, name, cancellationToken);
        }

        return WorkOutcome.Finished;
    }

    public Task GiveUpAsync(WorkTask task, WorkOutcome.Failed why, CancellationToken cancellationToken)
    {
        var problem = why.Code == WorkProblems.Discarded.Code ? new VersionProblem(why.Code, why.Text) : new(DropProblems.NotTaken.Code, DropProblems.NotTaken.Text());
        return SettleAsync(task.SubjectId, f => f.Refuse(problem), cancellationToken);
    }

    public async Task<bool> ReviveAsync(Guid subjectId, CancellationToken cancellationToken)
    {
        var file = await db.DropFiles.SingleOrDefaultAsync(f => f.Id == subjectId && f.Status == DropFileStatus.Unreadable, cancellationToken);
        file?.Arrive();
        return file is not null;
    }

    /// <summary>Makes one file of the pieces that came. What came by another way, or before a crash, is whole already.</summary>
    /// <returns>False when the bytes have to be sent again.</returns>
    private async Task<bool> PutTogetherAsync(DropFile file, CancellationToken cancellationToken)
    {
        if (await db.FileUploads.Where(u => u.DropFileId == file.Id && u.TakenAt == null && u.Received == u.Length).OrderBy(u => u.Id).FirstOrDefaultAsync(cancellationToken) is not { } upload)
        {
            return file.Sha256 is not null;
        }

        await using var parts = new PartsStream(upload.Parts.Count, async i =>
            await blobs.OpenPartAsync(upload.WorkspaceId, new PartName(upload.Id, upload.Parts[i].Id), cancellationToken) ?? throw new FileNotFoundException($"A piece of upload {upload.Id} is gone."));
        var blob = await blobs.PutAsync(upload.WorkspaceId, parts, long.MaxValue, cancellationToken);
        var isIt = file.Sha256 is null || file.Sha256 == blob.Sha256;
        if (isIt)
        {
            (file.Sha256, file.Bytes) = (blob.Sha256, blob.Bytes);
        }
        else
        {
            file.AwaitBytes(new(DropProblems.HashDiffers.Code, DropProblems.HashDiffers.Text()));
        }

        upload.Take(clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        // A crash before this leaves pieces that are swept up when the upload expires.
        await blobs.DeletePartsAsync(upload.WorkspaceId, upload.Id, cancellationToken);
        if (!isIt)
        {
            await blobs.ForgetAsync(db, upload.WorkspaceId, blob.Sha256, cancellationToken);
        }

        return isIt;
    }

    private async Task LookAsync(Guid id, Guid workspaceId, string sha256, string name, CancellationToken cancellationToken)
    {
        try
        {
            var asset = await intake.TakeAsync(sha256, name, AssetOrigin.Unknown, cancellationToken);
            await SettleAsync(id, f => f.Look(asset.Id), cancellationToken);
        }
        catch (ImageRefusedException refused)
        {
            await SettleAsync(id, f => f.Refuse(new(refused.Code, refused.Text)), cancellationToken);
            // What ended the reader may be tried again by a person, and needs its bytes for that.
            if (refused.Code != ImageRefusals.EndsReaderCode)
            {
                await blobs.ForgetAsync(db, workspaceId, sha256, cancellationToken);
            }
        }
    }

    /// <summary>On the row as it is now: a person may have said meanwhile where it goes.</summary>
    private async Task SettleAsync(Guid id, Action<DropFile> settle, CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        if (await db.DropFiles.SingleOrDefaultAsync(f => f.Id == id && f.Status == DropFileStatus.Arrived, cancellationToken) is { } file)
        {
            settle(file);
            await db.SaveChangesAsync(cancellationToken);
        }
    }
}
