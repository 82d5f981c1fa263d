using MainImageHub.Domain;
using MainImageHub.Domain.Imports;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Imports.Tables;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MainImageHub.Web.Stages.Imports;

/// <summary><c>import.look</c>: reads how a file is built, and proposes which column is what: as it was said for such a header before, or as the names tell.</summary>
public sealed class LookAtFileWork(HubDbContext db, IBlobStore blobs, IOptions<ImportOptions> options, TimeProvider clock) : IWorkHandler
{
    public const string Kind = "import.look";

    public async Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken)
    {
        if (await db.CatalogImports.SingleOrDefaultAsync(i => i.Id == task.SubjectId, cancellationToken) is not { Status: CatalogImportStatus.Received } import)
        {
            return WorkOutcome.Finished;
        }

        try
        {
            using var file = await blobs.BringAsync(task.WorkspaceId, import.Sha256, cancellationToken) ?? throw ImportProblems.FileGone.Because();
            var shape = await LookAsync(import, file.Path, cancellationToken);
            var remembered = (await db.RememberedMappings.AsNoTracking().SingleOrDefaultAsync(m => m.HeaderKey == shape.HeaderKey, cancellationToken))?.Mapping;
            var store = remembered?.StoreId is { } id && await db.Stores.AnyAsync(s => s.Id == id, cancellationToken) ? remembered.StoreId : null;
            (import.Shape, import.MappingRemembered, import.Status) = (shape, remembered is not null, CatalogImportStatus.Mapping);
            import.Mapping = remembered is not null ? remembered with { StoreId = store, Columns = [.. shape.Headers.Select((_, at) => remembered.Columns.ElementAtOrDefault(at))] } : new ImportMapping(ColumnNames.Propose(shape.Headers), null, null);
        }
        catch (ProblemException refused)
        {
            // The file is at fault, not the work: nothing to retry on the Jobs page.
            import.Fail(new(null, refused.Type.Code, refused.Text), clock.GetUtcNow());
        }

        await db.SaveChangesAsync(cancellationToken);
        return WorkOutcome.Finished;
    }

    public async Task GiveUpAsync(WorkTask task, WorkOutcome.Failed why, CancellationToken cancellationToken)
    {
        if (await db.CatalogImports.SingleOrDefaultAsync(i => i.Id == task.SubjectId && i.Status == CatalogImportStatus.Received, cancellationToken) is { } import)
        {
            import.Fail(new(null, why.Code, why.Text), clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    public async Task<bool> ReviveAsync(Guid subjectId, CancellationToken cancellationToken)
    {
        if (await db.CatalogImports.SingleOrDefaultAsync(i => i.Id == subjectId && i.Status == CatalogImportStatus.Failed, cancellationToken) is not { } import)
        {
            return false;
        }

        (import.Status, import.Problem, import.EndedAt) = (CatalogImportStatus.Received, null, null);
        return true;
    }

    /// <summary>A sheet that cannot be read leaves the one from before.</summary>
    private async Task<TableShape> LookAsync(CatalogImport import, string path, CancellationToken cancellationToken)
    {
        import.Problem = null;
        try
        {
            return await TableFile.LookAsync(path, import.Shape?.Sheet, options.Value.MaxUnpackedBytes, cancellationToken);
        }
        catch (ProblemException refused) when (import.Shape is not null)
        {
            import.Problem = new ImportFault(null, refused.Type.Code, refused.Text);
            return await TableFile.LookAsync(path, null, options.Value.MaxUnpackedBytes, cancellationToken);
        }
    }
}
