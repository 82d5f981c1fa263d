using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Rules;
using MainImageHub.Imaging.Pipeline;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MainImageHub.Web.Stages.Pictures;

/// <summary>
/// Has Google Vision look at a picture and keeps what it says, beside our own report. Nothing is asked but by a person, or where the workspace
/// wants it when our own look at the text is in doubt.
/// </summary>
public sealed class SecondOpinions(HubDbContext db, WorkspaceScope scope, VisionKeys keys, GoogleVision vision, IBlobStore blobs, WorkQueue queue, TimeProvider clock)
{
    private const int Attempts = 4;

    /// <summary>For whoever shows a picture's report; null where nobody asked yet.</summary>
    public Task<SecondOpinion?> FindAsync(Guid assetId, CancellationToken cancellationToken) =>
        db.SecondOpinions.AsNoTracking().SingleOrDefaultAsync(o => o.AssetId == assetId && o.Source == OpinionSource.GoogleVision, cancellationToken);

    /// <param name="asset">Its preview is sent: what shoppers see, without metadata.</param>
    /// <param name="asker">Is written down.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Null when the picture's files are no longer here.</returns>
    /// <exception cref="ProblemException">One of <see cref="VisionProblems"/>.</exception>
    public async Task<SecondOpinion?> AskAsync(Asset asset, Actor asker, CancellationToken cancellationToken)
    {
        var key = await keys.OpenAsync(cancellationToken) ?? throw VisionProblems.NoKey.Because();
        if (await PreviewAsync(asset, cancellationToken) is not { } picture)
        {
            return null;
        }

        var answer = await vision.AskAsync(key, picture, cancellationToken);
        var opinion = await db.SecondOpinions.SingleOrDefaultAsync(o => o.AssetId == asset.Id && o.Source == OpinionSource.GoogleVision, cancellationToken);
        if (opinion is null)
        {
            opinion = new SecondOpinion { WorkspaceId = asset.WorkspaceId, AssetId = asset.Id, Source = OpinionSource.GoogleVision };
            db.SecondOpinions.Add(opinion);
        }

        var now = clock.GetUtcNow();
        opinion.Answered(answer, asker, now);
        db.Audit(asker, "asset.secondOpinion", "asset", asset.Id, now, new() { ["file"] = asset.FileName });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return opinion;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // Asked twice at the same moment: the other's answer is as good.
            db.ChangeTracker.Clear();
            return await FindAsync(asset.Id, cancellationToken);
        }
    }

    /// <summary>Puts the question into the queue where the workspace wants it and our own look leaves the text to a person. The caller saves, and schedules.</summary>
    public async Task OrderAsync(Asset asset, IEnumerable<ComplianceReport> reports, CancellationToken cancellationToken)
    {
        if (reports.Any(report => report.Findings.Any(finding => finding is { Rule: RuleIds.OverlayText, Verdict: Verdict.NeedsHuman }))
            && await db.VisionAccesses.AnyAsync(a => a.AskWhenInDoubt, cancellationToken)
            && !await db.SecondOpinions.AnyAsync(o => o.AssetId == asset.Id, cancellationToken))
        {
            await queue.AddAsync(SecondOpinionWork.Kind, asset.Id, asset.FileName, maxAttempts: Attempts, cancellationToken: cancellationToken);
        }
    }

    private async Task<byte[]?> PreviewAsync(Asset asset, CancellationToken cancellationToken)
    {
        var sha256 = asset.PurgedAt is null
            ? await db.Renditions.Where(r => r.AssetId == asset.Id && r.Purpose == StandardRecipes.Preview1600.Name).Select(r => r.Sha256).SingleOrDefaultAsync(cancellationToken)
            : null;
        if (sha256 is null || await blobs.OpenAsync(scope.WorkspaceId!.Value, sha256, cancellationToken) is not { } stream)
        {
            return null;
        }

        await using (stream)
        {
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes, cancellationToken);
            return bytes.ToArray();
        }
    }
}
