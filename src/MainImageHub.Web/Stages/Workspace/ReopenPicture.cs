using MainImageHub.Domain.Images;
using MainImageHub.Imaging;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Design;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>The files that are not opened any more, and a person's word that one is tried again: after a repair of the installation, or a death that was the machine's fault.</summary>
public sealed class ReopenPicture(HubDbContext db, CurrentMember me, WorkQueue queue, TimeProvider clock)
{
    /// <summary>Of all at once, so many are one transaction.</summary>
    private const int Slice = 100;

    public async Task<Page<QuarantinedPicture>> ListAsync(PageQuery page, CancellationToken cancellationToken)
    {
        var before = page.Before;
        return page.Cut(await db.QuarantinedPictures.AsNoTracking().Where(q => q.Id < before).OrderByDescending(q => q.Id).Take(page.Take + 1).ToListAsync(cancellationToken), q => q.Id);
    }

    /// <summary>Versions that were refused for it go back to the queue; what hangs live is read at its next look.</summary>
    /// <returns>The file's name.</returns>
    public async Task<string> RunAsync(Guid id, CancellationToken cancellationToken)
    {
        me.RequireEverything();
        var picture = await db.QuarantinedPictures.SingleOrDefaultAsync(q => q.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        await ReopenAsync(picture, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        return picture.FileName;
    }

    /// <summary>The same for every one that there is now; one that ends the reader again comes back while this runs, and is let be.</summary>
    /// <returns>How many.</returns>
    public async Task<int> RunAllAsync(CancellationToken cancellationToken)
    {
        me.RequireEverything();
        var count = 0;
        var before = Guid.AllBitsSet;
        while (await db.QuarantinedPictures.Where(q => q.Id < before).OrderByDescending(q => q.Id).Take(Slice).ToListAsync(cancellationToken) is { Count: > 0 } pictures)
        {
            foreach (var picture in pictures)
            {
                await ReopenAsync(picture, cancellationToken);
            }

            await db.SaveChangesAsync(cancellationToken);
            await queue.ScheduleAsync(cancellationToken);
            db.ChangeTracker.Clear();
            (before, count) = (pictures[^1].Id, count + pictures.Count);
        }

        return count;
    }

    private async Task ReopenAsync(QuarantinedPicture picture, CancellationToken cancellationToken)
    {
        var refused = await db.Versions.Where(v => v.SourceSha256 == picture.Sha256 && v.Status == VersionStatus.Rejected).ToListAsync(cancellationToken);
        foreach (var version in refused.Where(v => v.Problem?.Code == ImageRefusals.EndsReaderCode))
        {
            version.ProcessAgain();
            var sku = await db.MainImages.Where(i => i.Id == version.MainImageId).Join(db.Products, i => i.ProductId, p => p.Id, (_, p) => p.Sku).SingleAsync(cancellationToken);
            await queue.AddAsync(VersionWork.Kind, version.Id, $"{sku} v{version.Number} {version.FileName}", maxAttempts: VersionWork.MaxAttempts, cancellationToken: cancellationToken);
        }

        db.QuarantinedPictures.Remove(picture);
        db.Audit(me.Actor, "picture.reopened", "quarantinedPicture", picture.Id, clock.GetUtcNow(), new() { ["file"] = picture.FileName, ["sha256"] = picture.Sha256 });
    }
}
