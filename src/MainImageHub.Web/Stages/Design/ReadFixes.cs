using MainImageHub.Domain.Images;
using MainImageHub.Web.Http;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design;

/// <summary>How far an order of repairs is, and what became of each picture.</summary>
public sealed class ReadFixes(HubDbContext db)
{
    public async Task<FixBatchView> OneAsync(Guid id, CancellationToken cancellationToken)
    {
        var batch = await db.FixBatches.AsNoTracking().SingleOrDefaultAsync(b => b.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        return (await WithCountsAsync([batch], cancellationToken))[0];
    }

    public async Task<Page<FixBatchView>> ListAsync(PageQuery page, CancellationToken cancellationToken)
    {
        var (before, take) = (page.Before, page.Take);
        var batches = await db.FixBatches.AsNoTracking().Where(b => b.Id < before).OrderByDescending(b => b.Id).Take(take + 1).ToListAsync(cancellationToken);
        return page.Cut(await WithCountsAsync(batches, cancellationToken), b => b.Id);
    }

    /// <param name="batchId">The order.</param>
    /// <param name="status">Only those; null for all.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<Page<FixItemView>> ItemsAsync(Guid batchId, FixItemStatus? status, PageQuery page, CancellationToken cancellationToken)
    {
        var (before, take) = (page.Before, page.Take);
        if (!await db.FixBatches.AnyAsync(b => b.Id == batchId, cancellationToken))
        {
            throw HttpProblems.NotFound.Because();
        }

        var rows = await db.FixBatchItems.AsNoTracking().Where(i => i.BatchId == batchId && i.Id < before && (status == null || i.Status == status)).OrderByDescending(i => i.Id).Take(take + 1)
            .Join(db.MainImages, i => i.MainImageId, m => m.Id, (i, m) => new { Item = i, m.ProductId })
            .Join(db.Products, i => i.ProductId, p => p.Id, (i, p) => new { i.Item, p.Sku, p.Title })
            .OrderByDescending(i => i.Item.Id).ToListAsync(cancellationToken);
        var ids = rows.SelectMany(r => new[] { r.Item.VersionId, r.Item.MadeVersionId }).OfType<Guid>().ToList();
        var versions = await db.Versions.AsNoTracking().Where(v => ids.Contains(v.Id)).Select(v => new FixVersionView(v.Id, v.Number, v.Status, v.Decision, v.AssetId)).ToDictionaryAsync(v => v.Id, cancellationToken);
        return page.Cut([.. rows.Select(r => new FixItemView(
            r.Item.Id, r.Item.MainImageId, r.Sku, r.Title, r.Item.Status, Of(r.Item.VersionId), Of(r.Item.MadeVersionId), r.Item.Fixes, r.Item.Left, r.Item.Problem, r.Item.EndedAt))], i => i.Id);

        FixVersionView? Of(Guid? id) => id is { } known ? versions.GetValueOrDefault(known) : null;
    }

    private async Task<List<FixBatchView>> WithCountsAsync(List<FixBatch> batches, CancellationToken cancellationToken)
    {
        var ids = batches.ConvertAll(b => b.Id);
        var counts = (await db.FixBatchItems.Where(i => ids.Contains(i.BatchId)).GroupBy(i => new { i.BatchId, i.Status })
            .Select(g => new { g.Key.BatchId, g.Key.Status, Count = g.Count(), Last = g.Max(i => i.EndedAt) }).ToListAsync(cancellationToken)).ToLookup(c => c.BatchId);
        return batches.ConvertAll(b =>
        {
            var of = counts[b.Id].ToDictionary(c => c.Status, c => c.Count);
            return new FixBatchView(
                b.Id, b.Marketplace, b.RequestedByName, b.CreatedAt, b.CancelledAt,
                of.ContainsKey(FixItemStatus.Waiting) ? null : counts[b.Id].Max(c => c.Last) ?? b.CreatedAt,
                new FixCounts(
                    of.Values.Sum(), of.GetValueOrDefault(FixItemStatus.Waiting), of.GetValueOrDefault(FixItemStatus.Made), of.GetValueOrDefault(FixItemStatus.Nothing), of.GetValueOrDefault(FixItemStatus.Skipped),
                    of.GetValueOrDefault(FixItemStatus.Cannot), of.GetValueOrDefault(FixItemStatus.Failed), of.GetValueOrDefault(FixItemStatus.Cancelled)))
            { RequestedById = b.RequestedBy };
        });
    }
}

/// <summary>An order of repairs.</summary>
/// <param name="Marketplace">Whose reports count; absent for all.</param>
/// <param name="EndedAt">When the last picture was done; absent while some wait.</param>
public sealed record FixBatchView(Guid Id, string? Marketplace, string RequestedBy, DateTimeOffset CreatedAt, DateTimeOffset? CancelledAt, DateTimeOffset? EndedAt, FixCounts Counts)
{
    internal Guid? RequestedById { get; init; }
}

/// <param name="Made">New versions, to be reviewed.</param>
/// <param name="Nothing">Nothing was wrong.</param>
/// <param name="Skipped">Being repaired already, or a newer version is there.</param>
/// <param name="Cannot">A designer's work.</param>
public sealed record FixCounts(int Total, int Waiting, int Made, int Nothing, int Skipped, int Cannot, int Failed, int Cancelled);

/// <param name="Version">What is repaired.</param>
/// <param name="MadeVersion">The new version.</param>
/// <param name="Left">Rules that need a designer or a person's eye.</param>
/// <param name="Problem">Why there is no new version.</param>
public sealed record FixItemView(
    Guid Id, Guid MainImageId, string Sku, string Title, FixItemStatus Status, FixVersionView? Version, FixVersionView? MadeVersion, IReadOnlyList<string> Fixes, IReadOnlyList<string> Left, VersionProblem? Problem, DateTimeOffset? EndedAt);

public sealed record FixVersionView(Guid Id, int Number, VersionStatus Status, ReviewDecision Decision, Guid? AssetId);
