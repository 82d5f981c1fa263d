using MainImageHub.Domain;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Products;
using MainImageHub.Marketplaces;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MainImageHub.Web.Stages.Stores;

/// <summary>
/// Reads a store's listings page by page. A page's products, listings, looks at pictures and the place to go on are one commit,
/// so a run that was killed goes on where the rows say, and a page read twice changes nothing.
/// </summary>
public sealed partial class ReadStoreWork(HubDbContext db, StoreConnections connections, WorkQueue queue, TimeProvider clock, ILogger<ReadStoreWork> logger) : IWorkHandler
{
    public const string Kind = "store.import";

    // After these another store may have its turn; going on costs no attempt.
    private const int PagesPerRun = 25;
    private const int LongestSku = 100;
    private const int LongestTitle = 500;

    private static readonly Actor Reader = Actor.Background("store reading");

    public async Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken)
    {
        var import = await db.StoreImports.SingleOrDefaultAsync(i => i.Id == task.SubjectId, cancellationToken);
        if (import is null || import.Status == StoreImportStatus.Completed || import.ListingsReadAt is not null)
        {
            return WorkOutcome.Finished;
        }

        var store = await db.Stores.SingleAsync(s => s.Id == import.StoreId, cancellationToken);
        var connector = connections.ConnectorFor(store);
        var connection = connections.Open(store);
        var language = connector.Capabilities.FindSite(store.SiteCode)?.Language ?? "und";
        for (var page = 0; page < PagesPerRun; page++)
        {
            var answer = await connector.ReadListingsAsync(connection, import.Cursor, import.Skus.Count == 0 ? null : import.Skus, cancellationToken);
            if (!answer.Ok)
            {
                return await StopAsync(import, store, answer.Problem, madeProgress: page > 0, task.IsLastAttempt, cancellationToken);
            }

            try
            {
                await KeepAsync(import, store, language, answer.Value, cancellationToken);
            }
            catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
            {
                // A person added the same product at this moment: read the page again, now it is there.
                return new WorkOutcome.Retry(WorkProblems.Unexpected.Code, WorkProblems.Unexpected.Text(), TimeSpan.FromSeconds(1));
            }

            if (answer.Value.NextCursor is null)
            {
                Log.Read(logger, store.Id, import.Id, import.ListingsRead);
                return WorkOutcome.Finished;
            }
        }

        return new WorkOutcome.Snooze(clock.GetUtcNow(), HasProgressed: true);
    }

    public async Task GiveUpAsync(WorkTask task, WorkOutcome.Failed why, CancellationToken cancellationToken)
    {
        if (await db.StoreImports.SingleOrDefaultAsync(i => i.Id == task.SubjectId, cancellationToken) is { Status: StoreImportStatus.Queued or StoreImportStatus.Running, ListingsReadAt: null } import)
        {
            (import.Status, import.Problem, import.EndedAt) = (StoreImportStatus.Failed, why.Text, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    public async Task<bool> ReviveAsync(Guid subjectId, CancellationToken cancellationToken)
    {
        var import = await db.StoreImports.SingleOrDefaultAsync(i => i.Id == subjectId && i.Status != StoreImportStatus.Completed && i.ListingsReadAt == null, cancellationToken);
        if (import is null)
        {
            return false;
        }

        (import.Status, import.Problem, import.EndedAt) = (StoreImportStatus.Queued, null, null);
        return true;
    }

    private async Task KeepAsync(StoreImport import, Store store, string language, ListingPage page, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();

        // Stores of one workspace often sell the same products: one after the other they find each other's instead of making them twice.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('products'), hashtext({store.WorkspaceId.ToString()}))", cancellationToken);
        var remotes = page.Items.Where(Usable).DistinctBy(r => r.Sku).ToList();
        var skus = remotes.Select(r => r.Sku).ToList();
        var products = await db.Products.Where(p => skus.Contains(p.Sku)).ToDictionaryAsync(p => p.Sku, cancellationToken);
        var listings = (await db.Listings.Where(l => l.StoreId == store.Id && skus.Contains(l.Sku)).OrderBy(l => l.Id).ToListAsync(cancellationToken)).ToLookup(l => l.Sku);
        foreach (var remote in remotes)
        {
            var listing = listings[remote.Sku].FirstOrDefault(l => l.ExternalId == remote.ExternalId) ?? listings[remote.Sku].FirstOrDefault();
            if (listing is null)
            {
                if (!products.TryGetValue(remote.Sku, out var product))
                {
                    product = await NewProductAsync(store, remote, now, cancellationToken);
                    products[remote.Sku] = product;
                }

                listing = new Listing { WorkspaceId = store.WorkspaceId, ProductId = product.Id, StoreId = store.Id, ExternalId = remote.ExternalId!, Sku = remote.Sku, CreatedAt = now };
                db.Listings.Add(listing);
            }

            if (listing.ExternalId != remote.ExternalId)
            {
                // Figures and catalogue go by the id the marketplace uses now; whoever entered another one can find out what became of it.
                db.Audit(Reader, "listing.idReplaced", "listing", listing.Id, now, new() { ["externalIdBefore"] = listing.ExternalId, ["externalId"] = remote.ExternalId!, ["sku"] = listing.Sku, ["store"] = store.Name });
                listing.ExternalId = remote.ExternalId!;
            }

            listing.ProductType = remote.ProductType ?? listing.ProductType;
            listing.Texts = new(listing.Texts) { [language] = new Domain.Listings.ListingText(remote.Title, remote.Keywords) };
            listing.Facts = new(remote.Facts);
            listing.Issues = remote.Issues.ToKept();
            listing.Suppressed = remote.IsSuppressed;
            listing.LivePictureUrl = remote.MainImage?.Link.ToString();
            if (listing.ImportId != import.Id)
            {
                listing.ImportId = import.Id;
                listing.LookPending = true;
                import.ListingsRead++;
                await LookAtListingWork.OrderAsync(queue, listing, store, cancellationToken);
            }
        }

        if (page.NextCursor is null && import.Skus.Count == 0)
        {
            await DoubtUnmentionedAsync(import, store, now, cancellationToken);
        }

        (import.Status, import.Problem, import.EndedAt) = (StoreImportStatus.Running, null, null);
        import.MissingSkus = [.. import.MissingSkus.Union(page.Missing)];
        import.Cursor = page.NextCursor;
        import.ListingsReadAt = page.NextCursor is null ? now : null;
        store.LastReadAt = now;
        store.VerifiedAt = now;
        store.Trouble = null;
        await db.SaveChangesAsync(cancellationToken);
        await ImportProgress.CompleteAsync(db, store.Id, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
    }

    /// <summary>
    /// What showed a picture and was not among the store's listings this time may have been deleted there. One reading that leaves it out
    /// proves nothing: it is looked at by itself, and believed gone when the marketplace says so twice.
    /// </summary>
    private async Task DoubtUnmentionedAsync(StoreImport import, Store store, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var read = db.Listings.Local.Where(l => l.ImportId == import.Id).Select(l => l.Id).ToHashSet();
        foreach (var listing in await db.Listings.Where(l => l.StoreId == store.Id && l.ImportId != import.Id && l.LiveAssetId != null).OrderBy(l => l.Id).ToListAsync(cancellationToken))
        {
            if (!read.Contains(listing.Id))
            {
                listing.DoubtedSince ??= now;
                await LookAtListingWork.OrderAsync(queue, listing, store, cancellationToken);
            }
        }
    }

    /// <summary>A draft that has no id yet has no shoppers either.</summary>
    private bool Usable(RemoteListing remote)
    {
        var usable = !string.IsNullOrEmpty(remote.ExternalId) && remote.Sku.Length is > 0 and <= LongestSku;
        if (!usable)
        {
            Log.Passed(logger, remote.Sku, remote.ExternalId);
        }

        return usable;
    }

    private async Task<Product> NewProductAsync(Store store, RemoteListing remote, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var title = remote.Title is { Length: > 0 } told ? told : remote.Sku;
        var product = new Product
        {
            WorkspaceId = store.WorkspaceId,
            Sku = remote.Sku,
            Title = title.Length > LongestTitle ? title[..LongestTitle] : title,
            Brand = remote.Brand,
            Category = remote.ProductType,
            FamilyId = remote.ParentSku is { Length: > 0 } parent ? await Families.FindOrAddAsync(db, store.WorkspaceId, parent, cancellationToken) : null,
            CreatedAt = now,
            UpdatedAt = now,
        };
        db.Products.Add(product);
        return product;
    }

    private async Task<WorkOutcome> StopAsync(StoreImport import, Store store, MarketplaceProblem problem, bool madeProgress, bool isLast, CancellationToken cancellationToken)
    {
        import.Problem = problem.Message;
        store.Trouble = problem.Message;
        var again = problem.MayPass && (madeProgress || !isLast);
        import.Status = again ? StoreImportStatus.Running : StoreImportStatus.Failed;
        import.EndedAt = again ? null : clock.GetUtcNow();
        await db.SaveChangesAsync(cancellationToken);
        Log.Stopped(logger, store.Id, import.Id, problem.Code, again);
        return again switch
        {
            // A long store meets a limit now and then: pages that came through since are worth a fresh count of attempts.
            true when madeProgress => new WorkOutcome.Snooze(clock.GetUtcNow() + (problem.RetryAfter ?? TimeSpan.FromSeconds(5))),
            true => new WorkOutcome.Retry(problem.Code, problem.Message, problem.RetryAfter),
            false => new WorkOutcome.Failed(problem.Code, problem.Message),
        };
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Store {Store}: import {Import} read {Listings} listings")]
        public static partial void Read(ILogger logger, Guid store, Guid import, int listings);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Store {Store}: import {Import} stopped, {Code}; again: {Again}")]
        public static partial void Stopped(ILogger logger, Guid store, Guid import, string code, bool again);

        [LoggerMessage(Level = LogLevel.Information, Message = "Listing {Sku} ({ExternalId}) is passed over: no id of the marketplace yet, or a SKU too long")]
        public static partial void Passed(ILogger logger, string sku, string? externalId);
    }
}
