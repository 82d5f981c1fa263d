using System.Globalization;
using MainImageHub.Domain;
using MainImageHub.Domain.Imports;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Plan;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MainImageHub.Web.Stages.Imports;

/// <summary>
/// <c>import.commit</c>: takes all good lines of a file in one transaction, the word "committed" with them. A process that dies in between leaves
/// nothing of it, and whoever reads meanwhile sees none of it or all.
/// </summary>
public sealed class CommitImportWork(HubDbContext db, ApplyRows apply, WorkQueue queue, IServiceScopeFactory scopes, TimeProvider clock) : IWorkHandler
{
    public const string Kind = "import.commit";
    public const int MaxAttempts = 5;

    private const int BriefsAtATime = 1000;

    private static readonly TimeSpan AfterAnother = TimeSpan.FromSeconds(2);

    public async Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken)
    {
        if (await db.CatalogImports.AsNoTracking().SingleOrDefaultAsync(i => i.Id == task.SubjectId, cancellationToken) is not { Status: CatalogImportStatus.Committing } import)
        {
            return WorkOutcome.Finished;
        }

        try
        {
            if (await TakeAsync(import, cancellationToken) is { } changed)
            {
                await CheckAgainAsync(import.Id, changed, cancellationToken);
            }
        }
        catch (Exception e) when (Postgres(e) is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected)
        {
            // Somebody added the same product, listing or main image at this moment: the next look finds it.
            return new WorkOutcome.Retry(WorkProblems.Unexpected.Code, WorkProblems.Unexpected.Text(), AfterAnother);
        }

        return WorkOutcome.Finished;
    }

    public async Task GiveUpAsync(WorkTask task, WorkOutcome.Failed why, CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        if (await db.CatalogImports.SingleOrDefaultAsync(i => i.Id == task.SubjectId && i.Status == CatalogImportStatus.Committing, cancellationToken) is { } import)
        {
            (import.Status, import.Problem) = (CatalogImportStatus.Checked, new(null, why.Code, why.Text));
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    public async Task<bool> ReviveAsync(Guid subjectId, CancellationToken cancellationToken)
    {
        if (await db.CatalogImports.SingleOrDefaultAsync(i => i.Id == subjectId && i.Status == CatalogImportStatus.Checked && i.CommittedBy != null, cancellationToken) is not { } import)
        {
            return false;
        }

        (import.Status, import.Problem, import.BriefsTaken) = (CatalogImportStatus.Committing, null, 0);
        return true;
    }

    /// <returns>What was changed by somebody since the check, and nothing is taken; null when all of it was.</returns>
    private async Task<string?> TakeAsync(CatalogImport import, CancellationToken cancellationToken)
    {
        var member = await db.Members.AsNoTracking().SingleAsync(m => m.Id == import.CommittedBy, cancellationToken);
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Not the import's row, which tells meanwhile how far this is.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({"catalogImport/" + import.Id}, 0))", cancellationToken);
        if (!await db.CatalogImports.AnyAsync(i => i.Id == import.Id && i.Status == CatalogImportStatus.Committing, cancellationToken))
        {
            return null;
        }

        await apply.GatherAsync(import.Id, cancellationToken);
        if (await apply.ChangedSinceAsync(import.Id, member.WorksOnEveryBrand ? null : member.BrandScope, cancellationToken) is { Count: > 0 } changed)
        {
            return string.Join(", ", changed);
        }

        var judgedAnew = await apply.RecategorisedAsync(cancellationToken);
        await apply.TakeAsync(now, cancellationToken);
        if (await TakeBriefsAsync(import, new Actor(member.Id, import.CommittedByName!), now, cancellationToken) is { } altered)
        {
            return altered;
        }

        foreach (var some in judgedAnew.Chunk(BriefsAtATime))
        {
            await queue.AddOpenAsync(RejudgeProductWork.Kind, some, Rejudgings.Lane(import.WorkspaceId), cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
        }

        db.Audit(new Actor(member.Id, import.CommittedByName!), "catalogImport.committed", "catalogImport", import.Id, now, new() { ["file"] = import.FileName, ["count"] = import.RowsGood.ToString(CultureInfo.InvariantCulture) });
        await db.SaveChangesAsync(cancellationToken);
        await db.CatalogImports.Where(i => i.Id == import.Id).ExecuteUpdateAsync(
            set => set.SetProperty(i => i.Status, CatalogImportStatus.Committed).SetProperty(i => i.EndedAt, now).SetProperty(i => i.Problem, (ImportFault?)null), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
        return null;
    }

    /// <summary>Main images change by their own verbs only, which leave their history.</summary>
    private async Task<string?> TakeBriefsAsync(CatalogImport import, Actor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (last, taken) = (0, 0);
        while (true)
        {
            var rows = await db.CatalogImportRows.AsNoTracking().Where(r => r.ImportId == import.Id && r.Line > last && r.Image != null && (r.Outcome == ImportOutcome.New || r.Outcome == ImportOutcome.Changed))
                .OrderBy(r => r.Line).Take(BriefsAtATime).Select(r => new { r.Line, r.Sku, r.Image }).ToListAsync(cancellationToken);
            if (rows.Count == 0)
            {
                return null;
            }

            var skus = rows.Select(r => r.Sku).Distinct(StringComparer.Ordinal).ToArray();
            var products = await db.Products.AsNoTracking().Where(p => skus.Contains(p.Sku)).Select(p => new { p.Sku, p.Id }).ToDictionaryAsync(p => p.Sku, p => p.Id, StringComparer.Ordinal, cancellationToken);
            var ids = products.Values.ToArray();
            var images = (await db.MainImages.Where(i => ids.Contains(i.ProductId) && i.RetiredAt == null).ToListAsync(cancellationToken)).ToDictionary(i => (i.ProductId, i.ScopeKey, i.Slot));
            var owners = rows.Select(r => r.Image!.OwnerId).OfType<Guid>().Distinct().ToArray();
            var active = await db.Members.Where(m => owners.Contains(m.Id) && m.DeactivatedAt == null).Select(m => m.Id).ToListAsync(cancellationToken);
            foreach (var row in rows)
            {
                var image = row.Image!;
                if (!products.TryGetValue(row.Sku, out var product) || (image.OwnerId is { } owner && !active.Contains(owner)))
                {
                    return row.Sku;
                }

                if (!images.TryGetValue((product, image.Scope.Key, image.Slot), out var there))
                {
                    var planned = MainImage.Plan(import.WorkspaceId, product, image.Scope, image.Slot, image.Brief, image.OwnerId, image.DueOn, actor, now);
                    images[(product, image.Scope.Key, image.Slot)] = planned;
                    db.MainImages.Add(planned);
                }
                else if (there.RetirementRequestedAt is not null)
                {
                    return row.Sku;
                }
                else
                {
                    Revise(there, image, actor, now);
                }
            }

            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
            (last, taken) = (rows[^1].Line, taken + rows.Count);
            await TellAsync(import, taken, cancellationToken);
        }
    }

    private static void Revise(MainImage there, ImagePatch image, Actor actor, DateTimeOffset now)
    {
        var brief = image.Brief.FilledFrom(there.Brief);
        if (BriefWords.Differences(there.Brief, brief).Any())
        {
            there.ReviseBrief(brief, actor, now);
        }

        if ((image.OwnerId is { } owner && owner != there.OwnerId) || (image.DueOn is { } due && due != there.DueOn))
        {
            there.Assign(image.OwnerId ?? there.OwnerId, image.DueOn ?? there.DueOn, actor, now);
        }
    }

    /// <summary>On a connection of its own: nobody sees into the transaction.</summary>
    private async Task TellAsync(CatalogImport import, int taken, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<WorkspaceScope>().Enter(import.WorkspaceId);
        await scope.ServiceProvider.GetRequiredService<HubDbContext>().CatalogImports.Where(i => i.Id == import.Id).ExecuteUpdateAsync(set => set.SetProperty(i => i.BriefsTaken, taken), cancellationToken);
    }

    private async Task CheckAgainAsync(Guid importId, string changed, CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        var import = await db.CatalogImports.SingleAsync(i => i.Id == importId, cancellationToken);
        import.Check(new ImportFault(null, ImportProblems.ChangedMeanwhile.Code, ImportProblems.ChangedMeanwhile.Text(changed)));
        await queue.AddAsync(CheckRowsWork.Kind, import.Id, import.FileName, cancellationToken: cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
    }

    private static string? Postgres(Exception e) => (e as PostgresException ?? e.InnerException as PostgresException)?.SqlState;
}
