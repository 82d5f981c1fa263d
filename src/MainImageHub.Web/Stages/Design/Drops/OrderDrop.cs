using System.Globalization;
using MainImageHub.Domain;
using MainImageHub.Domain.Drops;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Plan;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design.Drops;

/// <summary>Orders that files become versions: each is a piece of work of its own, and only those that the asker may hand in.</summary>
public sealed class OrderDrop(HubDbContext db, CurrentMember me, KeepDrop drops, WorkQueue queue, TimeProvider clock)
{
    /// <param name="dropId">The batch.</param>
    /// <param name="fileIds">Only these; null for all that have a place.</param>
    /// <param name="cancellationToken">Stops the order.</param>
    /// <returns>How many are on their way.</returns>
    public Task<int> CommitAsync(Guid dropId, IReadOnlyCollection<Guid>? fileIds, CancellationToken cancellationToken) =>
        RunAsync(dropId, f => f.Status == DropFileStatus.Ready && (fileIds is null || fileIds.Contains(f.Id)), DropProblems.NothingToCommit, again: false, cancellationToken);

    public Task<int> RetryAsync(Guid dropId, CancellationToken cancellationToken) =>
        RunAsync(dropId, f => f.Status == DropFileStatus.Failed, DropProblems.NothingFailed, again: true, cancellationToken);

    private async Task<int> RunAsync(Guid dropId, Func<DropFile, bool> wanted, ProblemType nothing, bool again, CancellationToken cancellationToken)
    {
        var drop = await drops.MineAsync(dropId, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"select 1 from drop_batch where id = {drop.Id} for update", cancellationToken);
        List<DropFile> files = [.. (await db.DropFiles.Where(f => f.DropId == drop.Id && !f.LeftOut && f.PlaceKey != null && (f.Status == DropFileStatus.Ready || f.Status == DropFileStatus.Failed)).ToListAsync(cancellationToken)).Where(wanted)];
        var now = clock.GetUtcNow();
        var ordered = await SiftAsync(files, now, cancellationToken);
        foreach (var file in ordered)
        {
            file.Order(me.Actor);
        }

        if (ordered.Count > 0)
        {
            queue.AddNew(CommitFileWork.Kind, ordered.Select(f => new NewWork(f.Id, f.FileName)), CommitFileWork.MaxAttempts);
            db.Audit(me.Actor, again ? "drop.retried" : "drop.committed", "drop", drop.Id, now, new() { ["count"] = ordered.Count.ToString(CultureInfo.InvariantCulture) });
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        return files.Count > 0 ? ordered.Count : throw nothing.Because();
    }

    /// <summary>Leaves those that may go, and says of the others why not: another's brand or store, a plan that is not theirs to make, a picture that is there already.</summary>
    private async Task<List<DropFile>> SiftAsync(List<DropFile> files, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var images = files.Select(f => f.Place!.MainImageId).OfType<Guid>().Distinct().ToArray();
        var mine = (await db.MainImages.WithinReachOf(me, db).Where(i => images.Contains(i.Id)).Select(i => i.Id).ToListAsync(cancellationToken)).ToHashSet();
        var products = files.Select(f => f.Place!.ProductId).Distinct().ToArray();
        var brands = await db.Products.AsNoTracking().Where(p => products.Contains(p.Id)).Select(p => new { p.Id, p.Sku, p.Brand }).ToDictionaryAsync(p => p.Id, cancellationToken);
        var hashes = files.Select(f => f.Sha256!).Distinct(StringComparer.Ordinal).ToArray();
        var there = (await db.Versions.AsNoTracking().Where(v => images.Contains(v.MainImageId) && hashes.Contains(v.SourceSha256) && v.Status != VersionStatus.Rejected)
            .Select(v => new { v.MainImageId, v.SourceSha256, v.Number }).ToListAsync(cancellationToken)).ToLookup(v => (v.MainImageId, v.SourceSha256), v => v.Number);
        var stores = files.Select(f => f.Place!.Scope.StoreId).OfType<Guid>().Distinct().ToArray();
        var names = await db.Stores.AsNoTracking().Where(s => stores.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Name, cancellationToken);
        var firsts = new Dictionary<(string, string), DropFile>();
        foreach (var file in files.Order(Comparer<DropFile>.Create((one, other) => DropFile.CompareTurns((one.Version, one.Name, one.Id), (other.Version, other.Name, other.Id)))))
        {
            if (SameAs(file) is { } number)
            {
                file.End(DropFileStatus.Skipped, Because(DropProblems.SameVersion, number), now);
            }
            else if (!firsts.TryAdd((file.PlaceKey!, file.Sha256!), file))
            {
                file.End(DropFileStatus.Skipped, Because(DropProblems.SameFile, firsts[(file.PlaceKey!, file.Sha256!)].Name), now);
            }
            else if (WhyNot(file.Place!) is { } problem)
            {
                file.End(DropFileStatus.Failed, problem, now);
            }
        }

        return [.. files.Where(f => f.EndedAt != now)];

        int? SameAs(DropFile file) => file.Place!.MainImageId is { } image && there[(image, file.Sha256!)].ToList() is { Count: > 0 } numbers ? numbers.Max() : null;

        VersionProblem? WhyNot(DropPlace place)
        {
            if (!brands.TryGetValue(place.ProductId, out var product))
            {
                return Because(PlanProblems.ProductUnknown);
            }

            if (!me.Member.WorksOnBrand(product.Brand))
            {
                return Because(ScopeProblems.Brand, product.Sku);
            }

            var isMine = place.MainImageId is { } image ? mine.Contains(image) : place.Scope.StoreId is not { } store || me.Member.WorksOnStore(store);
            return !isMine ? Because(ScopeProblems.Store, place.Scope.StoreId is { } other ? names.GetValueOrDefault(other) : null)
                : place.MainImageId is null && !me.May(HubAction.EditBriefs) ? Because(DropProblems.MayNotPlan) : null;
        }
    }

    private static VersionProblem Because(ProblemType type, params object?[] values) => new(type.Code, type.Text(values));
}
