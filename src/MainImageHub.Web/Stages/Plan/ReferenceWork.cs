using MainImageHub.Domain.Briefs;
using MainImageHub.Domain.Images;
using MainImageHub.Imaging;
using MainImageHub.Imaging.Pipeline;
using MainImageHub.Imaging.Processes;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Plan;

/// <summary><c>reference.measure</c>: fetches a competitor's picture from the address in a brief, measures it, and keeps a small copy to be shown. The file itself is not kept.</summary>
public sealed class ReferenceWork(HubDbContext db, GuardedFetch fetch, SimulatorOrigin simulator, ImagingProcesses imaging, Quarantine quarantine, IBlobStore blobs, TimeProvider clock) : IWorkHandler
{
    public const string Kind = "reference.measure";
    public const int Attempts = 3;

    private const long MaxBytes = 30L * 1024 * 1024;

    public static string Label(string address) => Uri.TryCreate(address, UriKind.Absolute, out var link) ? $"{link.Host} {Path.GetFileName(link.LocalPath)}" : address;

    public async Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken)
    {
        var picture = await db.ReferencePictures.SingleOrDefaultAsync(r => r.Id == task.SubjectId, cancellationToken);
        if (picture is null or { Status: not ReferenceStatus.Queued })
        {
            return WorkOutcome.Finished;
        }

        var address = new Uri(picture.Address);
        await using var fetched = await fetch.GetAsync(address, MaxBytes, simulator.Is(address), cancellationToken);
        if (fetched.Problem is { MayPass: true } passing && !task.IsLastAttempt)
        {
            return new WorkOutcome.Retry(passing.Code, passing.Message, passing.RetryAfter);
        }

        if (fetched.Stream is null)
        {
            return await EndAsync(picture, new VersionProblem(fetched.Problem!.Code, fetched.Problem.Message), cancellationToken);
        }

        var folder = Directory.CreateTempSubdirectory("hub-reference-");
        try
        {
            var (path, sha256) = await KeepAsideAsync(fetched.Stream, folder.FullName, cancellationToken);
            var fileName = Path.GetFileName(address.LocalPath);
            var result = await quarantine.ReadAsync(sha256, fileName, () => imaging.IngestAsync(path, fileName, [StandardRecipes.Thumb320], folder.FullName, cancellationToken), cancellationToken);
            await using var small = File.OpenRead(result.Files[0].Path);
            var thumb = await blobs.PutAsync(task.WorkspaceId, small, long.MaxValue, cancellationToken);
            picture.Measured(result.Facts, thumb.Sha256, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            return WorkOutcome.Finished;
        }
        catch (ImageRefusedException refused)
        {
            return await EndAsync(picture, new VersionProblem(refused.Code, refused.Text), cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public async Task GiveUpAsync(WorkTask task, WorkOutcome.Failed why, CancellationToken cancellationToken)
    {
        if (await db.ReferencePictures.SingleOrDefaultAsync(r => r.Id == task.SubjectId && r.Status == ReferenceStatus.Queued, cancellationToken) is { } picture)
        {
            picture.Failed(new VersionProblem(why.Code, why.Text));
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    public async Task<bool> ReviveAsync(Guid subjectId, CancellationToken cancellationToken)
    {
        if (await db.ReferencePictures.SingleOrDefaultAsync(r => r.Id == subjectId && r.Status == ReferenceStatus.Failed, cancellationToken) is not { } picture)
        {
            return false;
        }

        picture.MeasureAgain();
        return true;
    }

    /// <summary>A picture that cannot be had is no failed work: the brief says so beside its address.</summary>
    private async Task<WorkOutcome> EndAsync(ReferencePicture picture, VersionProblem problem, CancellationToken cancellationToken)
    {
        picture.Failed(problem);
        await db.SaveChangesAsync(cancellationToken);
        return WorkOutcome.Finished;
    }

    private static async Task<(string Path, string Sha256)> KeepAsideAsync(Stream stream, string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, "source");
        await using (var file = File.Create(path))
        {
            await stream.CopyToAsync(file, cancellationToken);
        }

        await using var kept = File.OpenRead(path);
        return (path, Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(kept, cancellationToken)));
    }
}
