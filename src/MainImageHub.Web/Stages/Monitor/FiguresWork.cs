using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Metrics;
using MainImageHub.Marketplaces;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Stages.Upload;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using StoreFigures = MainImageHub.Marketplaces.DailyFigures;

namespace MainImageHub.Web.Stages.Monitor;

/// <summary>
/// Reads a store's figures from where they are complete to yesterday. The connector's cursor is kept with the rows of each step,
/// so a crash costs one step; while the marketplace prepares a report the work sleeps instead of holding a place.
/// </summary>
public sealed class FiguresWork(
    HubDbContext db, StoreConnections connections, MarketplaceClock marketplaceClock, MetricWriter writer, WorkQueue queue, TimeProvider clock) : IWorkHandler
{
    public const string Kind = "store.figures";

    // One run does so many steps and then makes room for other stores.
    private const int StepsPerRun = 40;

    // As far back as a first reading goes, and the most that Amazon gives in one request.
    private const int DaysPerReading = 31;

    public async Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken)
    {
        var store = await db.Stores.SingleOrDefaultAsync(s => s.Id == task.SubjectId, cancellationToken);
        if (store is null || connections.FindConnector(store.Marketplace) is not { Capabilities.Figures.Count: > 0 } connector)
        {
            return WorkOutcome.Finished;
        }

        var time = await marketplaceClock.ReadAsync(store, cancellationToken);
        var connection = connections.Open(store);
        for (var step = 0; step < StepsPerRun; step++)
        {
            if (await OpenReadingAsync(store, time, step == 0, cancellationToken) is not { } reading)
            {
                return await LookAsync(store, cancellationToken);
            }

            var progress = await connector.ReadFiguresAsync(connection, new FigureRequest(reading.FromDay, reading.ToDay, reading.Cursor, time.Today), cancellationToken);
            await KeepAsync(store, reading, progress, cancellationToken);
            if (progress.Cursor is not null && progress.After > TimeSpan.Zero)
            {
                return new WorkOutcome.Snooze(clock.GetUtcNow() + progress.After);
            }

            if (progress.Cursor is null && progress.Problem is { } problem && progress.Sources.All(source => source.CompleteUpTo is null))
            {
                return new WorkOutcome.Failed(problem.Code, problem.Message);
            }
        }

        return new WorkOutcome.Snooze(clock.GetUtcNow(), HasProgressed: true);
    }

    /// <summary>Figures are a version's up to the last look at it and no further, so what is live is looked at when there are new ones.</summary>
    private async Task<WorkOutcome> LookAsync(Store store, CancellationToken cancellationToken)
    {
        await queue.AddAsync(RelookStoreWork.Kind, store.Id, store.Name, cancellationToken: cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        return WorkOutcome.Finished;
    }

    /// <summary>The reading under way, or the next one; null when yesterday has been read.</summary>
    private async Task<FigureReading?> OpenReadingAsync(Store store, MarketplaceTime time, bool isFirst, CancellationToken cancellationToken)
    {
        var last = await db.FigureReadings.Where(r => r.StoreId == store.Id).OrderByDescending(r => r.Id).FirstOrDefaultAsync(cancellationToken);
        if (last is { EndedAt: null })
        {
            return last;
        }

        var yesterday = time.Today.AddDays(-1);

        // Within one run the next stretch begins where the last one ended; a new run reads again what was not final then.
        var from = !isFirst && last is not null ? last.ToDay.AddDays(1) : store.FiguresCompleteUpTo?.AddDays(1) ?? yesterday.AddDays(1 - DaysPerReading);
        if (from > yesterday || (!isFirst && last?.Problem is not null))
        {
            return null;
        }

        var to = from.AddDays(DaysPerReading - 1);
        var reading = new FigureReading
        {
            WorkspaceId = store.WorkspaceId,
            StoreId = store.Id,
            FromDay = from,
            ToDay = to < yesterday ? to : yesterday,
            CreatedAt = clock.GetUtcNow(),
        };
        db.FigureReadings.Add(reading);
        return reading;
    }

    private async Task KeepAsync(Store store, FigureReading reading, FigureProgress progress, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var days = await MatchAsync(store, progress.Rows, now, cancellationToken);
        reading.RowsRead += progress.Rows.Count;
        reading.RowsUnknown += progress.Rows.Count - days.Count;
        reading.Cursor = progress.Cursor;
        if (progress.Cursor is null)
        {
            reading.EndedAt = now;
            reading.Problem = (progress.Sources.FirstOrDefault(source => source.Problem is not null)?.Problem ?? progress.Problem)?.Message;

            // A source that this account does not have (no advertising) must not hold the others' days back for ever. One that only
            // failed must: the days it lacks are asked for again next time.
            var complete = progress.Sources.Where(source => source.Problem?.Code is not (ProblemCodes.Unauthorized or ProblemCodes.Forbidden)).Select(source => source.CompleteUpTo).ToList();
            if (complete.Count > 0 && complete.Min() is { } day && complete.All(each => each is not null) && !(store.FiguresCompleteUpTo > day))
            {
                store.FiguresCompleteUpTo = day;
            }
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await writer.WriteAsync(days, MetricSources.Api, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<List<MetricDay>> MatchAsync(Store store, IReadOnlyList<StoreFigures> rows, DateTimeOffset readAt, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return [];
        }

        // Figures are of an id of the marketplace's, whatever SKUs are sold under it: the first listing stands for them, as for a file's lines (ListingFinder).
        var ids = rows.Select(row => row.ExternalId).Distinct(StringComparer.Ordinal).ToArray();
        var listings = (await db.Listings.AsNoTracking().Where(l => l.StoreId == store.Id && ids.Contains(l.ExternalId))
            .OrderBy(l => l.Id).Select(l => new { l.Id, l.ExternalId }).ToListAsync(cancellationToken)).ToLookup(l => l.ExternalId, StringComparer.Ordinal);
        var days = new Dictionary<(Guid, DateOnly), MetricDay>();
        foreach (var row in rows)
        {
            if (listings[row.ExternalId].FirstOrDefault() is { } listing)
            {
                days[(listing.Id, row.Date)] = new MetricDay
                {
                    WorkspaceId = store.WorkspaceId,
                    ListingId = listing.Id,
                    Date = row.Date,
                    Source = MetricSources.Api,
                    Impressions = row.Impressions,
                    Clicks = row.Clicks,
                    Sessions = row.Sessions,
                    Orders = row.Orders,
                    Units = row.Units,
                    Revenue = row.Revenue,
                    AdSpend = row.AdSpend,
                    Currency = row.Currency,
                    ReadAt = readAt,
                };
            }
        }

        return [.. days.Values];
    }
}
