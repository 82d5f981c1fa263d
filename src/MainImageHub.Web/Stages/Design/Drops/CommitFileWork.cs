using MainImageHub.Domain;
using MainImageHub.Domain.Briefs;
using MainImageHub.Domain.Drops;
using MainImageHub.Domain.Images;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MainImageHub.Web.Stages.Design.Drops;

/// <summary>
/// <c>drop.commit</c>: makes one file of a batch a version. The main image where there was none, the version, and the word that it was made are
/// one transaction: a process that dies in between leaves all of them or none.
/// </summary>
public sealed class CommitFileWork(HubDbContext db, SubmitVersion submit, WorkQueue queue, TimeProvider clock) : IWorkHandler
{
    public const string Kind = "drop.commit";
    public const int MaxAttempts = 5;

    private static readonly TimeSpan AfterAnother = TimeSpan.FromSeconds(1);

    public async Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken)
    {
        if (await db.DropFiles.AsNoTracking().SingleOrDefaultAsync(f => f.Id == task.SubjectId, cancellationToken) is not { Status: DropFileStatus.Ordered, Place: { } place } file)
        {
            return WorkOutcome.Finished;
        }

        if (await IsBehindAnotherAsync(file, cancellationToken))
        {
            return new WorkOutcome.Snooze(clock.GetUtcNow() + AfterAnother);
        }

        try
        {
            await CommitAsync(file, place, cancellationToken);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // Somebody planned the same main image at this moment: the next look finds it.
            return new WorkOutcome.Retry(WorkProblems.Unexpected.Code, WorkProblems.Unexpected.Text(), AfterAnother);
        }
        catch (ProblemException refused) when (refused.Type.Kind == ProblemKind.Unavailable)
        {
            return new WorkOutcome.Retry(refused.Type.Code, refused.Text);
        }
        catch (ProblemException refused)
        {
            await EndAsync(file.Id, new(refused.Type.Code, refused.Text), cancellationToken);
        }

        return WorkOutcome.Finished;
    }

    public Task GiveUpAsync(WorkTask task, WorkOutcome.Failed why, CancellationToken cancellationToken) => EndAsync(task.SubjectId, new(why.Code, why.Text), cancellationToken);

    public async Task<bool> ReviveAsync(Guid subjectId, CancellationToken cancellationToken)
    {
        var file = await db.DropFiles.SingleOrDefaultAsync(f => f.Id == subjectId && f.Status == DropFileStatus.Failed && f.PlaceKey != null, cancellationToken);
        file?.Order(file.Orderer);
        return file is not null;
    }

    /// <summary>Files for one place become versions one after the other.</summary>
    private async Task<bool> IsBehindAnotherAsync(DropFile file, CancellationToken cancellationToken)
    {
        var same = await db.DropFiles.AsNoTracking().Where(f => f.DropId == file.DropId && f.Status == DropFileStatus.Ordered && f.PlaceKey == file.PlaceKey && f.Id != file.Id)
            .Select(f => new { f.Version, f.Name, f.Id }).ToListAsync(cancellationToken);
        return same.Exists(o => DropFile.CompareTurns((o.Version, o.Name, o.Id), (file.Version, file.Name, file.Id)) < 0);
    }

    private async Task CommitAsync(DropFile file, DropPlace place, CancellationToken cancellationToken)
    {
        var key = place.Scope.Key;
        var imageId = place.MainImageId ?? await db.MainImages.Where(i => i.ProductId == place.ProductId && i.ScopeKey == key && i.Slot == place.Slot && i.RetiredAt == null).Select(i => (Guid?)i.Id).SingleOrDefaultAsync(cancellationToken);
        await using var transaction = imageId is { } there ? await db.HoldAsync(there, cancellationToken) : await db.Database.BeginTransactionAsync(cancellationToken);
        var row = await db.DropFiles.SingleAsync(f => f.Id == file.Id, cancellationToken);
        if (row.Status != DropFileStatus.Ordered)
        {
            return;
        }

        var now = clock.GetUtcNow();
        var sha256 = row.Sha256!;
        if (await db.Versions.Where(v => v.MainImageId == imageId && v.SourceSha256 == sha256 && v.Status != VersionStatus.Rejected).MaxAsync(v => (int?)v.Number, cancellationToken) is { } number)
        {
            row.End(DropFileStatus.Skipped, new(DropProblems.SameVersion.Code, DropProblems.SameVersion.Text(number)), now);
        }
        else
        {
            var mainImageId = imageId ?? await PlanAsync(row, place, now, cancellationToken);
            var version = await submit.AddAsync(mainImageId, new ReceivedFile(row.FileName, new BlobInfo(sha256, row.Bytes)), row.Orderer, cancellationToken);
            row.Made(mainImageId, version.Id, now);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
    }

    /// <summary>Whoever ordered this was asked then whether they may plan it.</summary>
    private async Task<Guid> PlanAsync(DropFile file, DropPlace place, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var image = MainImage.Plan(file.WorkspaceId, place.ProductId, place.Scope, place.Slot, Brief.Empty, null, null, file.Orderer, now);
        db.MainImages.Add(image);
        var sku = await db.Products.Where(p => p.Id == place.ProductId).Select(p => p.Sku).SingleAsync(cancellationToken);
        db.Audit(file.Orderer, "mainImage.planned", "mainImage", image.Id, now, new() { ["sku"] = sku, ["scope"] = place.Scope.Key, ["slot"] = place.Slot });
        await db.SaveChangesAsync(cancellationToken);
        return image.Id;
    }

    private async Task EndAsync(Guid id, VersionProblem problem, CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        if (await db.DropFiles.SingleOrDefaultAsync(f => f.Id == id && f.Status == DropFileStatus.Ordered, cancellationToken) is { } row)
        {
            row.End(DropFileStatus.Failed, problem, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
        }
    }
}
