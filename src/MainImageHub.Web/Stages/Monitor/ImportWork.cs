using System.Text;
using CsvHelper;
using MainImageHub.Domain;
using MainImageHub.Domain.Metrics;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Monitor.Files;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Stages.Upload;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Monitor;

/// <summary>
/// Reads a file of figures line by line and writes it in batches, each with the counts that belong to it. Begins at the first
/// line whenever it is run: rows that were written before are written over, not added.
/// </summary>
public sealed class ImportWork(HubDbContext db, IBlobStore blobs, ListingFinder listings, MetricWriter writer, WorkQueue queue, TimeProvider clock) : IWorkHandler
{
    public const string Kind = "metrics.import";

    private const int BatchRows = 10_000;
    private const int ProblemsKept = 1000;
    private const int LongestLine = 64 * 1024;
    private const int ListingsAtATime = 1000;

    public async Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken)
    {
        var import = await db.MetricImports.SingleOrDefaultAsync(i => i.Id == task.SubjectId, cancellationToken);
        if (import is null || import.Status is MetricImportStatus.Completed or MetricImportStatus.Failed)
        {
            return WorkOutcome.Finished;
        }

        await listings.SentByAsync(import.RequestedBy, cancellationToken);
        (import.Status, import.RowsRead, import.RowsAccepted, import.RowsRejected, import.Problems) = (MetricImportStatus.Running, 0, 0, 0, []);
        await db.SaveChangesAsync(cancellationToken);

        using var file = await blobs.BringAsync(task.WorkspaceId, import.Sha256, cancellationToken);
        if (file is null)
        {
            return await FailAsync(import, new(null, FileProblems.FileGone.Code, FileProblems.FileGone.Text()), cancellationToken);
        }

        Encoding? encoding;
        await using (var bytes = File.OpenRead(file.Path))
        {
            if (bytes.Length == 0)
            {
                return await FailAsync(import, new(null, FileProblems.Empty.Code, FileProblems.Empty.Text()), cancellationToken);
            }

            encoding = TableText.Sniff(bytes);
        }

        return encoding is null
            ? await FailAsync(import, new(null, FileProblems.NotText.Code, FileProblems.NotText.Text()), cancellationToken)
            : await ReadAsync(import, file.Path, encoding, cancellationToken);
    }

    public async Task GiveUpAsync(WorkTask task, WorkOutcome.Failed why, CancellationToken cancellationToken)
    {
        if (await db.MetricImports.SingleOrDefaultAsync(i => i.Id == task.SubjectId, cancellationToken) is { EndedAt: null } import)
        {
            await FailAsync(import, new(null, why.Code, why.Text), cancellationToken);
        }
    }

    public async Task<bool> ReviveAsync(Guid subjectId, CancellationToken cancellationToken)
    {
        var import = await db.MetricImports.SingleOrDefaultAsync(i => i.Id == subjectId, cancellationToken);
        if (import is null or { Status: MetricImportStatus.Completed })
        {
            return false;
        }

        (import.Status, import.EndedAt, import.Problems) = (MetricImportStatus.Queued, null, []);
        return true;
    }

    private async Task<WorkOutcome> ReadAsync(MetricImport import, string path, Encoding encoding, CancellationToken cancellationToken)
    {
        char delimiter;
        using (var first = new StreamReader(path, encoding))
        {
            delimiter = TableText.DelimiterOf(await first.ReadLineAsync(cancellationToken) ?? "");
        }

        // A line is a row: a forgotten quotation mark then spoils its own line and not the rest of the file.
        var broken = new HashSet<long>();
        await using var bytes = File.OpenRead(path);
        using var csv = CsvReader.Create(bytes, new CsvReaderOptions
        {
            Encoding = encoding,
            Separator = delimiter,
            HasHeader = false,
            AllowLineBreaksInQuotes = false,
            TrackLineNumbers = true,
            MaxRecordSize = LongestLine,
            OnMalformedRecord = malformed => broken.Add(malformed.LineNumber),
        });
        using var rejects = new RejectedLines();
        var seen = new Dictionary<(Guid Listing, DateOnly Date), int>();
        var batch = new List<FigureRow>(BatchRows);
        var refused = new List<RejectedRow>();
        ImportProblem? end = null;
        try
        {
            if (!await csv.ReadAsync(cancellationToken))
            {
                return await FailAsync(import, new(null, FileProblems.Empty.Code, FileProblems.Empty.Text()), cancellationToken);
            }

            if (FigureColumns.Read(Fields(csv), out var problem) is not { } columns)
            {
                return await FailAsync(import, problem!, cancellationToken);
            }

            rejects.Begin(Encoding.UTF8.GetString(csv.RawRecord), delimiter);
            var rows = new FigureRowReader(columns);
            while (await csv.ReadAsync(cancellationToken))
            {
                import.RowsRead++;
                var line = (int)csv.LineNumber;
                var raw = Encoding.UTF8.GetString(csv.RawRecord);
                if (broken.Remove(line))
                {
                    refused.Add(new RejectedRow(line, raw, FileProblems.Broken, FileProblems.Broken.Text()));
                }
                else if (rows.Read(line, raw, Fields(csv), out var rejected) is { } row)
                {
                    batch.Add(row);
                }
                else
                {
                    refused.Add(rejected!);
                }

                if (batch.Count + refused.Count >= BatchRows)
                {
                    await WriteAsync(import, batch, refused, seen, rejects, cancellationToken);
                }
            }
        }
        catch (CsvFormatException endless)
        {
            end = new(endless.LineNumber, FileProblems.EndlessLine.Code, FileProblems.EndlessLine.Text(LongestLine));
        }

        await WriteAsync(import, batch, refused, seen, rejects, cancellationToken);
        if (import.RowsRejected > 0)
        {
            await using var kept = rejects.Open();
            import.RejectedSha256 = (await blobs.PutAsync(import.WorkspaceId, kept, long.MaxValue, cancellationToken)).Sha256;
        }

        await LookAsync(seen.Keys.Select(k => k.Listing).Distinct(), cancellationToken);
        if (end is not null)
        {
            var failed = await FailAsync(import, end, cancellationToken);
            await queue.ScheduleAsync(cancellationToken);
            return failed;
        }

        import.Status = MetricImportStatus.Completed;
        import.EndedAt = clock.GetUtcNow();
        await db.SaveChangesAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        return WorkOutcome.Finished;
    }

    /// <summary>As after reading figures (<see cref="FiguresWork"/>): they are a version's up to the last look at it, so there is one now.</summary>
    private async Task LookAsync(IEnumerable<Guid> seen, CancellationToken cancellationToken)
    {
        var stores = new Dictionary<Guid, string>();
        foreach (var some in seen.Chunk(ListingsAtATime))
        {
            foreach (var store in await db.Stores.Where(s => db.Listings.Any(l => l.StoreId == s.Id && some.Contains(l.Id))).Select(s => new { s.Id, s.Name }).ToListAsync(cancellationToken))
            {
                stores[store.Id] = store.Name;
            }
        }

        foreach (var (id, name) in stores)
        {
            await queue.AddAsync(RelookStoreWork.Kind, id, name, cancellationToken: cancellationToken);
        }
    }

    private async Task WriteAsync(
        MetricImport import, List<FigureRow> batch, List<RejectedRow> refused, Dictionary<(Guid Listing, DateOnly Date), int> seen, RejectedLines rejects, CancellationToken cancellationToken)
    {
        await listings.LearnAsync(batch, cancellationToken);
        var days = new List<MetricDay>(batch.Count);
        foreach (var row in batch)
        {
            if (listings.Find(row) is not { Listing: { } found } place)
            {
                var type = listings.Find(row).Problem!;
                refused.Add(new RejectedRow(row.Line, row.Raw, type, type.Text(row.SiteCode, row.ExternalId)));
            }
            else if (row.Date > place.Today)
            {
                refused.Add(Refusal(row, FileProblems.DateInFuture, row.Date.ToString("O", System.Globalization.CultureInfo.InvariantCulture)));
            }
            else if (!seen.TryAdd((found, row.Date), row.Line))
            {
                refused.Add(Refusal(row, FileProblems.Duplicate, seen[(found, row.Date)]));
            }
            else
            {
                days.Add(Day(import, found, row));
            }
        }

        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            var dropped = await writer.WriteAsync(days, MetricSources.Csv, import.CreatedAt, cancellationToken);
            if (dropped.Count > 0)
            {
                var lines = batch.ToDictionary(row => row.Line);
                refused.AddRange(dropped.Select(day => Refusal(lines[seen[(day.Listing, day.Date)]], day.InAnotherCurrency ? FileProblems.OtherCurrency : FileProblems.NewerKnown)));
            }

            import.RowsAccepted += days.Count - dropped.Count;
            import.RowsRejected += refused.Count;
            refused.Sort((a, b) => a.Line.CompareTo(b.Line));
            import.Problems = [.. import.Problems, .. refused.Take(ProblemsKept - import.Problems.Count).Select(row => row.AsProblem())];
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        refused.ForEach(rejects.Add);
        batch.Clear();
        refused.Clear();
    }

    private static string[] Fields(CsvReader csv)
    {
        var fields = new string[csv.FieldCount];
        for (var place = 0; place < fields.Length; place++)
        {
            fields[place] = csv.GetString(place);
        }

        return fields;
    }

    private static RejectedRow Refusal(FigureRow row, ProblemType type, params object?[] values) => new(row.Line, row.Raw, type, type.Text(values));

    private static MetricDay Day(MetricImport import, Guid listing, FigureRow row) => new()
    {
        WorkspaceId = import.WorkspaceId,
        ListingId = listing,
        Date = row.Date,
        Source = MetricSources.Csv,
        Impressions = row.Impressions,
        Clicks = row.Clicks,
        Sessions = row.Sessions,
        Orders = row.Orders,
        Units = row.Units,
        Revenue = row.Revenue,
        AdSpend = row.AdSpend,
        Currency = row.Currency,
        ReadAt = import.CreatedAt,
    };

    private async Task<WorkOutcome> FailAsync(MetricImport import, ImportProblem problem, CancellationToken cancellationToken)
    {
        import.Status = MetricImportStatus.Failed;
        import.Problems = [.. import.Problems, problem];
        import.EndedAt = clock.GetUtcNow();
        await db.SaveChangesAsync(cancellationToken);

        // The file is at fault, not the work: nothing to retry on the Jobs page.
        return WorkOutcome.Finished;
    }
}
